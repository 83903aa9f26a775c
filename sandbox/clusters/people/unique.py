"""Values that no other document of the collection may have, and references that are fixed by the number."""

from collections.abc import Callable
from typing import Any

from sandbox.clusters.people import tokens
from sandbox.clusters.people.making import Making
from sandbox.clusters.people.master import LISTS, NAMES
from sandbox.clusters.people.person import person

Maker = Callable[[Making], Any]
# Numbers of people who have asked to join and have no account.
_STRANGERS = 5_000_000


def names(collection: str) -> list[str]:
    """The names of a collection of master data."""
    return NAMES[collection].split("|")


def _name(collection: str) -> Maker:
    return lambda m: names(collection)[m.number]


def _code(collection: str, length: int) -> Maker:
    return lambda m: names(collection)[m.number][:length].lower()


def _first(collection: str) -> Maker:
    return lambda m: m.identity(collection, m.number % m.sizes[collection])


def _second(collection: str, first: str) -> Maker:
    """With the n-th document's first reference this one is a pair that no other document has."""

    def make(m: Making) -> object:
        round_, place = divmod(m.number, m.sizes[first])
        return m.identity(collection, (round_ + place + 1) % m.sizes[collection])

    return make


def entry(m: Making) -> tuple[str, str, int]:
    """What the n-th translation is about: its `listType`, the collection, the number of the entry."""
    number = m.number
    for kind, collection in LISTS.items():
        if number < m.sizes[collection]:
            return kind, collection, number
        number -= m.sizes[collection]
    return "words", "words", number


def _translation_key(m: Making) -> str:
    kind, collection, number = entry(m)
    return f"{kind}_{m.identity(collection, number)}"


# These are never left out and never null, where the object around them is there.
FIXED: dict[str, Maker] = {
    "users.email": lambda m: m.person.email,
    "leads.email": lambda m: person(_STRANGERS + m.number).email,
    "emailchangerequests.verificationToken": lambda m: f"{m.number:08x}{tokens.hexadecimal(m, 56)}",
    "passwordresetrequests.resetToken": lambda m: f"{m.number:08x}{tokens.hexadecimal(m, 56)}",
    "orphanedassets.publicId": lambda m: f"{tokens.public_id(m)}{m.number}",
    "livesessions.sessionLink.sessionId": lambda m: f"{m.number:08x}{tokens.hexadecimal(m, 24)}",
    "sessions.bookingId": lambda m: m.identity("bookings", m.number),
    "reviews.sessionId": _first("bookings"),
    "reviews.raterId": _second("users", "bookings"),
    "connections.coach": _first("users"),
    "connections.client": _second("users", "users"),
    "conversationmembers.conversationId": _first("conversations"),
    "conversationmembers.userId": _second("users", "conversations"),
    "conversations.context.enrollmentId": lambda m: m.identity("enrollments", m.number),
    "conversations.context.lessonId": lambda m: m.reference("lessons"),
    "discounts.coach": lambda m: m.reference("users"),
    "discounts.code": lambda m: f"{m.person.language.upper()}{m.number:04}",
    "discountusages.discount": _first("discounts"),
    "discountusages.user": _second("users", "discounts"),
    "translations.key": _translation_key,
    "translations.listType": lambda m: entry(m)[0],
    "featureflags.key": _name("featureflags"),
    "languages.code": _code("languages", 4),
    "skilllevels.code": _code("skilllevels", 3),
    "skilllevels.level": lambda m: m.number + 1,
    **{f"{collection}.name": _name(collection) for collection in NAMES if collection != "featureflags"},
}
