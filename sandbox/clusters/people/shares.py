"""How many documents each collection gets, and how often a field is there."""

from sandbox.clusters.people.master import LISTS, NAMES
from sandbox.clusters.people.schema import facts
from sandbox.clusters.people.unique import FIXED

# Of all documents; what is left over is shared by the collections that are not named.
SHARES = {"users": 0.15, "sessions": 0.30, "messages": 0.45, "reviews": 0.05, "bookings": 0.02}
# How often a field of these is there, so that documents have the size they have in the application.
_PRESENCE = {"users": 0.27, "sessions": 0.04, "bookings": 0.15, "messages": 0.05, "reviews": 0.1}
_ALWAYS = {"_id", "__v", "createdAt", "updatedAt"}
_REQUIRED = {
    "users": {"firstName", "lastName", "password", "role", "isActive", "tokenVersion", "preferredLanguage"},
    "sessions": {"state", "participants", "lastUpdated", "notes"},
    "bookings": {"coach", "user", "start", "end", "timezone", "status", "title", "sessionType"},
    "messages": {"conversationId", "senderId", "content", "contentType", "readBy", "deliveryStatus"},
    "reviews": {"rateeId", "rating", "comment", "isVisible"},
    "refreshtokens": {"user", "token", "expires"},
}


def presence(path: str, name: str) -> tuple[float, bool]:
    """How often the field is there (0 to 1) and whether it can be null instead."""
    collection, _, inside = path.partition(".")
    if f"{path}.{name}" in FIXED or name in _ALWAYS:
        return 1, False
    if inside:
        return 0.8, True
    if name in _REQUIRED.get(collection, ()):
        return 1, False
    return _PRESENCE.get(collection, 0.7), True


def sizes(count: int) -> dict[str, int]:
    """How many documents of each collection make `count` in all; each has one at least."""
    master = {name: min(len(names.split("|")), max(2, count // 100)) for name, names in NAMES.items()}
    master |= {"notificationsettings": 1}
    master["translations"] = sum(master[collection] for collection in LISTS.values())
    others = sorted(set(facts()) - set(master) - set(SHARES))
    each = max(1, int(count * (1 - sum(SHARES.values())) / len(others)))
    made = master | dict.fromkeys(others, each)
    left = count - sum(made.values())
    made |= {name: max(1, int(left * share / sum(SHARES.values()))) for name, share in SHARES.items()}
    made["messages"] += max(0, count - sum(made.values()))
    return made
