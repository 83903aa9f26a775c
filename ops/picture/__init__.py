"""A picture of the environments' parts, and of what is shared, drawn from the stack files alone."""

from ops.picture.parts import Key, Kind, Picture, picture_of
from ops.picture.svg import drawn
from ops.picture.words import sentences

__all__ = ["Key", "Kind", "Picture", "drawn", "picture_of", "sentences"]
