"""Some thousand names, addresses and sentences in German, French and English, made once per process."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from faker import Faker

_LOCALES = {"de": "de_DE", "fr": "fr_FR", "en": "en_US"}
LANGUAGES = tuple(_LOCALES)


@dataclass(frozen=True)
class Address:
    """One place to live."""

    street: str
    postal_code: str
    city: str
    state: str


@dataclass(frozen=True)
class Pool:
    """The words of one language."""

    firsts: tuple[str, ...]
    lasts: tuple[str, ...]
    addresses: tuple[Address, ...]
    companies: tuple[str, ...]
    jobs: tuple[str, ...]
    phones: tuple[str, ...]
    ibans: tuple[str, ...]
    sentences: tuple[str, ...]


@cache
def pool(language: str) -> Pool:
    """The words of a language ("de", "fr" or "en"): always the same ones."""
    fake = Faker(_LOCALES[language])
    fake.seed_instance(1789)
    state = fake.region if language == "fr" else fake.state
    return Pool(
        firsts=_some(fake.first_name, 900),
        lasts=_some(fake.last_name, 1500),
        addresses=tuple(
            Address(fake.street_address(), fake.postcode(), fake.city(), state()) for _ in range(400)
        ),
        companies=_some(fake.company, 200),
        jobs=_some(fake.job, 150),
        phones=_some(fake.phone_number, 900),
        ibans=_some(fake.iban, 200),
        sentences=_some(lambda: fake.sentence(nb_words=11), 900),
    )


@cache
def user_agents() -> tuple[str, ...]:
    """What browsers say of themselves."""
    fake = Faker("en_US")
    fake.seed_instance(1789)
    return _some(fake.user_agent, 80)


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """The name as it stands in front of an @: "Müller-Lüdenscheidt" -> "muller-ludenscheidt"."""
    letters = unicodedata.normalize("NFKD", name.replace("ß", "ss")).lower()
    return "".join(one for one in letters if one.isascii() and (one.isalnum() or one == "-"))


def _some(make: Callable[[], str], count: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(make() for _ in range(count)))
