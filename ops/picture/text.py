"""How wide text is, and where a long name breaks; nobody knows which font will draw it."""

import re
from collections.abc import Sequence

# Widths in ems of wide system fonts (DejaVu Sans, Verdana); narrower ones leave room.
_EM = {"narrow": 0.36, "wide": 0.98, "capital": 0.74, "usual": 0.63}


def width(text: str, size: float) -> float:
    """At most how wide a line of text is, in the unit of `size`."""
    return sum(_of(character) for character in text) * size


def _of(character: str) -> float:
    if character in "iljtfrI.,:;'!|()[]-/ ":
        return _EM["narrow"] if character not in "-r" else 0.42
    if character in "mwMW@%" or ord(character) > 0x2E80:
        return _EM["wide"]
    return _EM["capital"] if character.isupper() else _EM["usual"]


def wrapped(text: str, size: float, room: float) -> list[str]:
    """The text in as few lines as fit, about equally long.

    It breaks after a space, hyphen, dot, slash or underscore, and in the middle of what is too long without.
    """
    pieces = re.findall(r"[^\s\-./_]+[\s\-./_]*|[\s\-./_]+", text)
    lines = _filled(pieces, size, room)
    longest = max((width(piece.rstrip(), size) for piece in pieces), default=room)
    narrower = room
    while (narrower := narrower - size / 2) >= longest:
        if len(tried := _filled(pieces, size, narrower)) > len(lines):
            break
        lines = tried
    return lines


def _filled(pieces: Sequence[str], size: float, room: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and width((lines[-1] + piece).rstrip(), size) > room:
            lines.append("")
        for character in piece:
            if lines[-1] and width((lines[-1] + character).rstrip(), size) > room:
                lines.append("")
            lines[-1] += character
    return [line.rstrip() for line in lines if line.strip()]
