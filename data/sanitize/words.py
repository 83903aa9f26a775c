"""Words that nobody has ever written.

Each is made of units like `taxvo`: a consonant, a vowel, two consonants that stand together in no word of a
European language (`xv`, `jq`, `zx`, ...), a vowel. So six characters in a row of a word made of units always
hold such a pair, and no word or name of six letters can come out by chance.
"""

from itertools import product

CONSONANTS = "bcdfghjklmnprstvwxyz"
VOWELS = "aeiou"
PAIRS = ("xv", "vx", "zx", "jx", "qv", "vq", "qz", "zq", "jq", "qj", "xq", "qx", "xj")
UNITS = tuple(map("".join, product(CONSONANTS, VOWELS, PAIRS, VOWELS)))
# Bits of a unit: a word of n units is one of 2**(12.6 n).
_COUNT = len(UNITS)


def invented(number: int, units: int) -> str:
    """The word of so many units, in small letters, that a number stands for."""
    found = ""
    for _ in range(units):
        number, unit = divmod(number, _COUNT)
        found += UNITS[unit]
    return found


def in_the_case_of(original: str, word: str) -> str:
    """The word with its capitals as the original has them: all, none, else the first."""
    if original.islower():
        return word
    return word.upper() if original.isupper() and len(original) > 1 else word.capitalize()
