"""People: the n-th is always the same person, so that a message can name somebody who has a document."""

from dataclasses import dataclass
from functools import lru_cache

from sandbox.clusters.people.pools import LANGUAGES, Address, plain, pool

_COUNTRIES = {"de": ("Deutschland", "DE"), "fr": ("France", "FR"), "en": ("United States", "US")}
_HOSTS = ("gmx.de", "gmail.com", "bluewin.ch", "orange.fr", "web.de", "laposte.net", "outlook.com")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, in one language ("de", "fr" or "en") throughout."""

    language: str
    first: str
    last: str
    email: str
    phone: str
    address: Address
    country: tuple[str, str]
    company: str
    job: str
    iban: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


@lru_cache(maxsize=4096)
def person(number: int) -> Person:
    """The person with this number; no two have the same e-mail address."""
    language = LANGUAGES[(0, 0, 1, 2)[number % 4]]
    words = pool(language)
    # Primes, so that first and last names meet in ever new pairs.
    first, last = words.firsts[number * 7 % len(words.firsts)], words.lasts[number * 31 % len(words.lasts)]
    host = _HOSTS[number * 5 % len(_HOSTS)]
    return Person(
        language=language,
        first=first,
        last=last,
        email=f"{plain(first)}.{plain(last)}{number}@{host}",
        phone=words.phones[number * 11 % len(words.phones)],
        address=words.addresses[number * 13 % len(words.addresses)],
        country=_COUNTRIES[language],
        company=words.companies[number * 17 % len(words.companies)],
        job=words.jobs[number * 19 % len(words.jobs)],
        iban=words.ibans[number * 23 % len(words.ibans)],
    )
