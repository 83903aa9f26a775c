"""Free text: invented prose of the same length."""

from collections.abc import Callable

from data.sanitize.keyed import derived, start
from data.sanitize.languages import SHAPES, Prose, language, prose

_ENDS = ".!?\n"
# So much of a text decides on its language and on what it becomes: one block of the hash, mostly.
_HEAD = 100


def texts(key: bytes) -> Callable[[list[str]], list[str]]:
    """Text to text: as many characters, lines broken at the same places, in the shape of its language.

    It is cut from the run's own prose, at the sentence that a keyed hash of its beginning chooses. The words
    are none (words.py); what remains to be seen is the length. Two texts of one length may become the same.
    """
    begin = start(key, "text", 4)
    proses: dict[str, Prose] = {}

    def pseudonyms(originals: list[str]) -> list[str]:
        made = []
        for original in originals:
            if original.isspace() or not original:
                made.append(original)
                continue
            head = original[:_HEAD]
            spoken = language(head)
            if spoken not in proses:
                proses[spoken] = prose(derived(key, "prose", spoken.encode()), SHAPES[spoken])
            source = proses[spoken]
            state = begin()
            state.update(head.encode())
            at = source.starts[int.from_bytes(state.digest()) & source.mask]
            text = source.text
            end = at + len(original) - 1
            if end >= len(text):
                text *= end // len(text) + 1
            last = original[-1]
            if last not in _ENDS:
                last = text[end] if text[end].isalpha() else "a"
            piece = text[at:end] + last
            made.append(_in_lines(piece, original) if "\n" in original else piece)
        return made

    return pseudonyms


def _in_lines(piece: str, original: str) -> str:
    """The piece with the original's line breaks in it."""
    lines = []
    begin = 0
    while (end := original.find("\n", begin)) >= 0:
        lines.append(piece[begin:end])
        begin = end + 1
    return "\n".join([*lines, piece[begin:]])
