"""Instance types: https://render.com/docs/compute-plans. New ids and old names are both valid."""

SERVICE_ALIASES = {
    "starter": "0.5c-512mb",
    "standard": "1c-2g",
    "pro": "2c-4g",
    "pro_plus": "4c-8g",
    "pro_max": "4c-16g",
    "pro_ultra": "8c-32g",
}
LARGE = ("2c-8g", "2c-16g", "4c-32g", "8c-16g", "8c-64g", "12c-24g", "12c-48g", "12c-96g")
PAID = (*SERVICE_ALIASES, *SERVICE_ALIASES.values(), *LARGE)

# The last two pairs are matched by size: Render has not published them.
KEY_VALUE_ALIASES = {"starter": "256mb", "standard": "1g", "pro": "5g", "pro_plus": "10g"}
# Key Value sizes in rising order, each with its spellings: a plan can only rise.
KEY_VALUE_SIZES = (("free",), *KEY_VALUE_ALIASES.items(), ("20g",), ("40g",))
KEY_VALUE = tuple(name for names in KEY_VALUE_SIZES for name in names)
# Megabytes and connections, in the same order. The connections of the first three are known from users; the
# others have as many as a Valkey server allows by itself.
_KEY_VALUE_LIMITS = (
    *((25, 50), (256, 250), (1024, 1000)),
    *((1024 * gigabytes, 10_000) for gigabytes in (5, 10, 20, 40)),
)


def limits_of(plan: str) -> tuple[int, int]:
    """Return how many megabytes a Key Value of this plan holds, and for how many connections."""
    return _KEY_VALUE_LIMITS[size_of(plan)]


def size_of(plan: str) -> int:
    """Return the rank of a Key Value plan; the two spellings of one size are equal."""
    return next(rank for rank, names in enumerate(KEY_VALUE_SIZES) if plan in names)


def spelled(plan: str, aliases: dict[str, str], echo: str) -> str:
    """Return `plan` as a reply spells it: "old", "new", or "as_sent". A plan of one spelling stays."""
    new_to_old = {new: old for old, new in aliases.items()}
    return {"old": new_to_old, "new": aliases}.get(echo, {}).get(plan, plan)
