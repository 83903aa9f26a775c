"""Render's two spellings of one plan.

On 2026-08-26 Render introduced size ids and kept the old names as aliases (render.com/docs/compute-plans).
Which of the two a reply carries is not published, so plans are compared through these tables, never against a
closed list: custom plans exist.
"""

from typing import Final

_SERVICE_SIZES: Final = {
    "starter": "0.5c-512mb",
    "standard": "1c-2g",
    "pro": "2c-4g",
    "pro_plus": "4c-8g",
    "pro_max": "4c-16g",
    "pro_ultra": "8c-32g",
}
_KEY_VALUE_SIZES: Final = {"starter": "256mb", "standard": "1g", "pro": "5g", "pro_plus": "10g"}
_RISING: Final = ("free", *_KEY_VALUE_SIZES.values(), "20g", "40g")


def service_plan(plan: str) -> str:
    """The size id of a plan of a web service or worker; anything else as it is."""
    return _SERVICE_SIZES.get(plan, plan)


def key_value_plan(plan: str) -> str:
    """The size id of a Key Value plan; anything else as it is."""
    return _KEY_VALUE_SIZES.get(plan, plan)


def is_downgrade(old: str, new: str) -> bool:
    """Whether a Key Value plan gets smaller, which Render refuses. False for a size unknown here."""
    sizes = [key_value_plan(old), key_value_plan(new)]
    return all(size in _RISING for size in sizes) and _RISING.index(sizes[1]) < _RISING.index(sizes[0])
