"""What fields of an open form hold: plausible objects, and for maps the keys."""

from collections.abc import Callable
from typing import Any

from sandbox.clusters.people import prose, tokens
from sandbox.clusters.people.making import Making
from sandbox.clusters.people.unique import entry, names

Maker = Callable[[Making], Any]
_PATTERNS = ("none", "daily", "weekly", "biweekly", "monthly")
_LANGUAGES = ("de", "fr", "en", "es")


def _one_of(*makers: Maker) -> Maker:
    return lambda m: m.pick(makers)(m)


def _session_type(m: Making) -> dict[str, Any]:
    return {
        "id": str(m.reference("sessiontypes")),
        "name": m.pick(names("sessiontypes")),
        "duration": 30 + 15 * m.below(6),
        "price": round(60 + m.random() * 200, 2),
        "format": m.pick(("one_on_one", "group", "workshop")),
    }


def _recurring(m: Making) -> dict[str, Any]:
    return {
        "pattern": m.pick(_PATTERNS),
        "interval": 1 + m.below(4),
        "exceptions": [m.date() for _ in range(m.below(3))],
        "endDate": m.date(),
    }


def _submission(m: Making) -> dict[str, Any]:
    return {"enrollmentId": str(m.reference("enrollments")), "lessonId": m.reference("lessons")}


def _snapshot(m: Making) -> dict[str, Any]:
    price = {"amount": {"amount": round(50 + m.random() * 300, 2), "currency": "CHF"}, "currency": "CHF"}
    discount = {"_id": str(m.reference("discounts")), "name": m.person.name, "amountDeducted": 10}
    return {"base": price, "final": dict(price), "netAfterDiscount": 92.51, "discounts": [discount]}


def _refund(m: Making) -> dict[str, Any]:
    card = {"name": m.person.name, "email": m.person.email, "iban": m.person.iban}
    return {"id": f"re_{tokens.letters(m, 24)}", "object": "refund", "destination_details": {"card": card}}


def _about(m: Making) -> dict[str, Any]:
    """Anything about somebody."""
    other = m.somebody()
    return {
        "userName": other.name,
        "contact": {"email": other.email, "phone": other.phone},
        "ids": [str(m.reference("bookings")), m.reference("users")],
        "comment": prose.mention(m),
        "ip": tokens.ip(m),
        "count": m.below(100),
        "empty": None,
    }


def _translations(m: Making) -> dict[str, Any]:
    kind, collection, number = entry(m)
    name = names(collection)[number] if kind in {"languages", "program_categories"} else prose.title(m)
    if kind == "languages":
        return {language: f"{name} ({language})" for language in _LANGUAGES}
    words = {language: f"{name} ({language})" for language in _LANGUAGES[:2]}
    return {"name": words, "description": {language: prose.sentence(m) for language in words}}


def _headers(m: Making) -> dict[str, Any]:
    return {"user-agent": "Stripe/1.0", "x-forwarded-for": tokens.ip(m), "content-type": "application/json"}


_SETTINGS: Maker = lambda m: {"timeframe": "30d", "visible": True, "order": m.below(9)}  # noqa: E731
MIXED: dict[str, Maker] = {
    "bookings.sessionType": _one_of(
        lambda m: m.reference("sessiontypes"), lambda m: str(m.reference("sessiontypes")), _session_type
    ),
    "bookings.recurringPattern": _one_of(lambda m: m.pick(_PATTERNS), _recurring),
    "messages.contextId": _one_of(
        lambda m: m.reference("bookings"), lambda m: str(m.reference("sessions")), _submission
    ),
    "payments.priceSnapshot": _snapshot,
    "payments.translationsSnapshot": lambda m: {"receipt": prose.note(m), "customer": m.person.name},
    "payments.refunds.gatewayResponse": _refund,
    "translations.translations": _translations,
    "sessiontypes.metadata.legacyPriceFields.pricingConfig": lambda m: {"basePrice": 120, "currency": "CHF"},
    "coaches.settings.privacySettings.sessionTypeVisibility": lambda m: {
        str(m.reference("sessiontypes")): m.pick(("public", "connected", "private"))
    },
    "coaches.settings.dashboardPreferences.settings": _SETTINGS,
    "users.dashboardPreferences.settings": _SETTINGS,
    "webhooklogs.headers": _headers,
}


def mixed(path: str) -> Maker:
    """Who fills the field of an open form at this path (without brackets)."""
    return MIXED.get(path, _about)


def keys(path: str) -> Callable[[Making], list[str]]:
    """Who makes the keys of the map at this path."""
    if path == "notificationsettings.deliveryRules":
        return lambda m: ["booking_confirmed", "session_reminder", "payment_received", "new_message"]
    if path == "bookings.reminders.metadata":
        return lambda m: ["template", "timezone"][: 1 + m.below(2)]
    return lambda m: [str(m.reference("users")) for _ in range(1 + m.below(2))]
