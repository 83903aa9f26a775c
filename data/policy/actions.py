"""What can happen to a value: the actions of a policy."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

Domain = Literal[
    "email",
    "person",
    "phone",
    "address",
    "company",
    "url",
    "ip",
    "text",
    "token",
    "stripe",
    "cloudinary",
    "password",
    "iban",
]
DOMAINS: tuple[Domain, ...] = get_args(Domain)


class Action(BaseModel):
    """One of the classes below; frozen, so that it can be compared, hashed and sent to another process."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Keep(Action):
    """The value stays as it is, if it has one of these BSON types (aliases of `$type`)."""

    types: tuple[str, ...]


class Enum(Action):
    """The string stays if it is one of these; any other stops the run."""

    values: tuple[str, ...]


class Constant(Action):
    """Every value, of whatever type, becomes this one."""

    value: str | int | float | bool


class Null(Action):
    """Every value, of whatever type, becomes null."""


class Drop(Action):
    """The field, with everything below it, is left out."""


class Pseudonym(Action):
    """A string becomes another of its kind, made from it and the run's key; the same again for the same."""

    domain: Domain


class NumberBucket(Action):
    """A number becomes the lower end of its bucket: the multiple of `size` at or below it."""

    size: float


class DateShift(Action):
    """A date moves by the run's shift, the same for all."""


class RandomNumber(Action):
    """A whole number becomes a random one (of 31 bits), a fresh one each time."""


class Ref(Action):
    """An ObjectId becomes another, the same again for the same; also inside strings, as 24 hex digits.

    Beside the ids of a string only separators may stand, and these words, which stay.
    """

    words: tuple[str, ...] = ()
