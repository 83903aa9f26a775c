"""Free text: invented prose of the same length."""

from collections.abc import Callable
from functools import cache

from data.sanitize.keyed import derived, start
from data.sanitize.languages import SHAPES, Prose, language, prose

_ENDS = frozenset(".!?")
# So much of a text decides on its language and on what it becomes: one block of the hash, mostly.
_HEAD = 100


def texts(key: bytes) -> Callable[[list[str]], list[str]]:
    """Text to text: as many characters, lines broken at the same places, in the shape of its language.

    It is cut from the run's own prose, at the sentence that a keyed hash of its beginning chooses. The words
    are none (words.py); what remains to be seen is the length. Two texts of one length may become the same.
    """
    begin = start(key, "text", 4)

    @cache
    def prose_of(name: str) -> Prose:
        return prose(derived(key, "prose", name.encode()), SHAPES[name])

    def pseudonyms(originals: list[str]) -> list[str]:
        made = []
        for original in originals:
            if not original or original.isspace():
                made.append(original)
                continue
            head = original[:_HEAD]
            source = prose_of(language(head))
            state = begin()
            state.update(head.encode())
            at = source.starts[int.from_bytes(state.digest()) & source.mask]
            end = at + len(original)
            piece = source.text[at:end]
            if end > len(source.text) or "\n" in original:
                piece = _in_lines(source.text, at, original)
            last = original[-1]
            if last in _ENDS:
                piece = piece[:-1] + last
            elif last != "\n" and not piece[-1].isalpha():
                piece = piece[:-1] + "a"
            made.append(piece)
        return made

    return pseudonyms


def _in_lines(prose: str, begins: int, original: str) -> str:
    """Prose from a place on, round and round, with the original's line breaks in it."""
    times = (begins + len(original)) // len(prose) + 1
    piece = (prose * times)[begins : begins + len(original)]
    lines = []
    at = 0
    for line in original.split("\n"):
        lines.append(piece[at : at + len(line)])
        at += len(line) + 1
    return "\n".join(lines)
