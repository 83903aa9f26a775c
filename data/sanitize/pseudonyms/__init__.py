"""What a string becomes, by the domain that its policy names: a file for each family of them."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from unicodedata import normalize

from data.policy.actions import Domain
from data.sanitize.keyed import start
from data.sanitize.pseudonyms import contact, links, payment, people, tokens
from data.sanitize.pseudonyms.text import texts

# As many strings out as in, in their order.
Pseudonymise = Callable[[list[str]], list[str]]
_REMEMBERED = 2**15
_SEPARATORS = str.maketrans("", "", " -/.()")


@dataclass(frozen=True)
class _Kind:
    """`make` gives the pseudonym for a keyed hash of `size` bytes and the original; `same` brings the ways to
    write one thing to one form, which is hashed; `often` says that the same values come again and again."""

    make: Callable[[bytes, str], str]
    size: int
    same: Callable[[str], str] | None = None
    often: bool = False


def _without_case(original: str) -> str:
    return original.strip().lower()


def _digits(original: str) -> str:
    return original.translate(_SEPARATORS).removeprefix("00").removeprefix("+")


def _without_spaces(original: str) -> str:
    return "".join(original.split()).upper()


_KINDS: dict[Domain, _Kind] = {
    "email": _Kind(contact.email, 14, _without_case),
    "person": _Kind(people.name, 8, _without_case, often=True),
    "phone": _Kind(contact.phone, 12, _digits),
    "address": _Kind(people.address, 16, _without_case, often=True),
    "company": _Kind(people.company, 16, _without_case, often=True),
    "url": _Kind(links.url, 16),
    "ip": _Kind(contact.ip, 12, _without_case),
    "token": _Kind(tokens.token, 32),
    "stripe": _Kind(payment.stripe, 24),
    "cloudinary": _Kind(links.cloudinary, 16),
    "password": _Kind(tokens.password, 1),
    "iban": _Kind(payment.iban, 32, _without_spaces),
}


def pseudonymiser(domain: Domain, key: bytes) -> Pseudonymise:
    """Strings to strings: the same for the same within a key. What is empty or only space stays as it is.

    Two values become one only where 80 bits of a keyed hash meet, except: text, names and addresses, phones
    (40 bits), passwords (all are one), and what is one thing written in two ways (case, Unicode's forms).
    """
    if domain == "text":
        return texts(key)
    kind = _KINDS[domain]
    made = _of_kind(kind, start(key, domain, kind.size))
    if domain == "person":
        return _remembered(_word_by_word(_remembered(made)))
    return _remembered(made) if kind.often else made


def _of_kind(kind: _Kind, begin: Callable[[], blake2b]) -> Pseudonymise:
    make, same = kind.make, kind.same

    def pseudonym(original: str) -> str:
        if original.isspace() or not original:
            return original
        written = original if original.isascii() else normalize("NFC", original)
        state = begin()
        state.update((same(written) if same else written).encode())
        return make(state.digest(), original)

    return lambda originals: list(map(pseudonym, originals))


def _remembered(make: Pseudonymise) -> Pseudonymise:
    known: dict[str, str] = {}

    def pseudonyms(originals: list[str]) -> list[str]:
        if len(known) > _REMEMBERED:
            known.clear()
        new = [original for original in originals if original not in known]
        if new:
            known.update(zip(new, make(new), strict=True))
        return [known[original] for original in originals]

    return pseudonyms


def _word_by_word(make: Pseudonymise) -> Pseudonymise:
    """So that a full name consists of what its first and last name become elsewhere."""

    def names(originals: list[str]) -> list[str]:
        split = [original.split() for original in originals]
        words = iter(make([word for one in split for word in one]))
        made = (" ".join(islice(words, len(one))) for one in split)
        return [name or original for name, original in zip(made, originals, strict=True)]

    return names
