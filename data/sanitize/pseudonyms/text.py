"""Free text: invented prose of the same length."""

from collections.abc import Callable

from data.sanitize.keyed import derived, start
from data.sanitize.languages import SHAPES, Prose, language, prose

_ENDS = ".!?\n"
# So much of a text decides on its language and on what it becomes: one block of the hash, mostly.
_HEAD = 100
# What is short comes again and again, and is remembered up to a number.
_SHORT, _REMEMBERED = 32, 2**15


def texts(key: bytes) -> Callable[[list[str]], list[str]]:
    """Text to text: as many characters, lines broken at the same places, in the shape of its language.

    It is cut from the run's own prose, at the sentence that a keyed hash of its beginning chooses. The words
    are none (words.py); what remains to be seen is the length. Two texts of one length may become the same.
    """
    begin = start(key, "text", 4)
    proses: dict[str, Prose] = {}
    known: dict[str, str] = {}

    def pseudonym(original: str) -> str:
        if original.isspace() or not original:
            return original
        head = original[:_HEAD]
        spoken = language(head)
        if spoken not in proses:
            proses[spoken] = prose(derived(key, "prose", spoken.encode()), SHAPES[spoken])
        source = proses[spoken]
        state = begin()
        state.update(head.encode())
        at = source.starts[int.from_bytes(state.digest()) % len(source.starts)]
        made = _cut(source.text, at, original)
        if len(original) < _SHORT:
            known[original] = made
        return made

    def pseudonyms(originals: list[str]) -> list[str]:
        if len(known) > _REMEMBERED:
            known.clear()
        return [known[one] if len(one) < _SHORT and one in known else pseudonym(one) for one in originals]

    return pseudonyms


def _cut(text: str, begin: int, original: str) -> str:
    """As much of a text, round and round, as the original is long, with its line breaks and its end."""
    end = begin + len(original) - 1
    if end >= len(text):
        text *= end // len(text) + 1
    last = original[-1]
    if last not in _ENDS:
        last = text[end] if text[end].isalpha() else "a"
    made = text[begin:end] + last
    return _in_lines(made, original) if "\n" in original else made


def _in_lines(piece: str, original: str) -> str:
    """The piece with the original's line breaks in it."""
    lines = []
    begin = 0
    while (end := original.find("\n", begin)) >= 0:
        lines.append(piece[begin:end])
        begin = end + 1
    return "\n".join([*lines, piece[begin:]])
