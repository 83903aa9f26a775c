"""Numbers made coarse, or made anew."""

import secrets
from collections.abc import Callable
from decimal import ROUND_FLOOR, Context, Decimal
from math import isfinite
from typing import Any

import numpy as np
from bson.decimal128 import Decimal128, create_decimal128_context
from bson.int64 import Int64

_SMALLEST = {int: -(2**31), Int64: -(2**63)}


def bucket(size: float) -> Callable[[Any], Any]:
    """The lower end of a number's bucket, as the BSON type that the number has.

    Whole types take whole numbers: the lower end is rounded down. Infinity and NaN stay.
    """
    whole = int(size) if float(size).is_integer() else None
    exact = Decimal(repr(size))

    def lower(value: Any) -> Any:
        kind = type(value)
        if kind is float:
            return value // size * size if isfinite(value) else value
        if kind is Decimal128:
            return _decimal(value, exact)
        found = value // whole * whole if whole else int(Decimal(int(value)) // exact * exact)
        # Below the type's smallest number there is none: MongoDB would store another type.
        return kind(max(found, _SMALLEST[kind]))

    return lower


def _decimal(value: Decimal128, size: Decimal) -> Decimal128:
    number = value.to_decimal()
    if not number.is_finite():
        return value
    # As many digits as the largest Decimal128 has before its point.
    steps = (number / size).to_integral_value(ROUND_FLOOR, Context(prec=6200))
    return Decimal128(create_decimal128_context().multiply(steps, size))


def random_numbers(values: list[Any]) -> list[Any]:
    """Random whole numbers of 31 bits, as the BSON type that the values have (int, long or double)."""
    drawn = np.frombuffer(secrets.token_bytes(4 * len(values)), np.uint32) >> 1
    return [type(value)(number) for value, number in zip(values, drawn.tolist(), strict=True)]
