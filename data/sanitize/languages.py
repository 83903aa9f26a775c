"""Long stretches of invented prose, and which language a text is in."""

import random
from dataclasses import dataclass
from itertools import accumulate

from data.sanitize.words import PAIRS, UNITS

_SENTENCES = 2**11


@dataclass(frozen=True)
class Shape:
    """How a language looks: its share of short words, lengths of the others, capitals, and other vowels."""

    short: float
    lengths: tuple[int, ...]
    capitals: float
    accents: tuple[tuple[str, str], ...]


SHAPES = {
    "de": Shape(0.35, (4, 5, 5, 6, 6, 7, 8, 9, 10, 12, 14, 16), 0.4, (("a", "ä"), ("o", "ö"), ("u", "ü"))),
    "fr": Shape(0.4, (4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 12), 0.02, (("e", "é"), ("a", "à"), ("e", "è"))),
    "en": Shape(0.4, (4, 4, 5, 5, 5, 6, 6, 7, 8, 9, 11), 0.03, ()),
}
# Nobody's either: beside a long word that a text's end has cut to `De`, a true one would make half a name.
_SHORT = ("a", *PAIRS, *("".join(each) for each in zip(PAIRS, "aeiouaeiouaei", strict=True)))


@dataclass(frozen=True)
class Prose:
    """A long text, and where its sentences begin; each does with a word of at least five letters."""

    text: str
    starts: tuple[int, ...]


def prose(seed: bytes, shape: Shape) -> Prose:
    """Prose of some 100,000 characters in a language's shape.

    Between two short words there is always a long one, so that six characters in a row are hardly ever
    those of a true text.
    """
    source = random.Random(seed)  # noqa: S311 the seed is a keyed hash; what is drawn is no secret
    sentences = [_sentence(source, shape) for _ in range(_SENTENCES)]
    starts = (0, *accumulate(map(len, sentences[:-1])))
    return Prose("".join(sentences), starts)


def _sentence(source: random.Random, shape: Shape) -> str:
    words = [_word(source, shape, max(5, source.choice(shape.lengths))).capitalize()]
    for _ in range(source.randrange(4, 14)):
        if source.random() < shape.short:
            words.append(source.choice(_SHORT))
        long = _word(source, shape, source.choice(shape.lengths))
        words.append(long.capitalize() if source.random() < shape.capitals else long)
        if source.random() < 0.08:
            words[-1] += ","
    return " ".join(words).rstrip(",") + source.choice((". ", ". ", ". ", ". ", "? ", "! "))


def _word(source: random.Random, shape: Shape, length: int) -> str:
    word = "".join(source.choice(UNITS) for _ in range(-(-length // 5)))[:length]
    for plain, accented in shape.accents:
        if source.random() < 0.06:
            word = word.replace(plain, accented, 1)
    return word


def language(head: str) -> str:
    """A cheap guess from how a text begins: letters that one language has, or its commonest words."""
    if not head.isascii():
        if "ä" in head or "ö" in head or "ü" in head or "ß" in head:
            return "de"
        if "é" in head or "è" in head or "à" in head or "ç" in head:
            return "fr"
    if " und " in head or " die " in head:
        return "de"
    if " et " in head or " les " in head:
        return "fr"
    return "en"
