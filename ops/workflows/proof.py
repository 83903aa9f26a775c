"""Whether an edited workflow says what was meant and otherwise what it said before, read anew as YAML."""

from collections.abc import Iterable, Mapping

import yaml

from config.settings import Settings
from config.violations import SettingsError
from ops.workflows.document import Document, span
from ops.workflows.places import Place, places


def is_proven(document: Document, before: Iterable[Place], new: str, stacks: Mapping[str, Settings]) -> bool:
    """Every place is right, a second pass would change nothing, and all else of the document is equal."""
    before = list(before)
    try:
        edited = Document(document.file, new)
        after = places(edited, stacks)
    except SettingsError:
        return False
    right = all(not place.edits and place.wanted.keys() <= place.held.keys() for place in after)
    return right and len(after) == len(before) and _rest(document, before) == _rest(edited, after)


def _rest(document: Document, found: Iterable[Place]) -> list[tuple[object, ...]]:
    """What YAML reads outside of the places, anchors, tags and values among it."""
    written = [span(node) for place in found for node in place.nodes]
    return [
        (type(event), *(getattr(event, name, None) for name in ("anchor", "tag", "value")))
        for event in yaml.parse(document.text)
        if not any(_is_within(event, *one) for one in written)
    ]


def _is_within(event: yaml.Event, start: int, end: int) -> bool:
    at = event.start_mark.index if event.start_mark else 0
    if start == end:  # a value that is left out: collections may end there too
        return at == start and isinstance(event, yaml.ScalarEvent)
    # No place is a mapping; one that begins here holds what is written as its first key.
    return start <= at < end and not isinstance(event, yaml.MappingStartEvent)
