"""Request bodies as models: closed and strict, in JSON's camelCase, with one line for what is wrong."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

# How pydantic begins a message: "Input should be a valid string", "List should have at least 1 item".
SUBJECT = re.compile(r"^\w+ should ")


class Body(BaseModel):
    """A JSON object. A default says that the field may be left out; what was not sent is not looked at."""

    # Built when first used: the server starts without them.
    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, defer_build=True)


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text


Filled = Annotated[str, AfterValidator(_filled)]


def one_of(*values: str) -> AfterValidator:
    """Return a check that a string is one of `values`."""

    def check(value: str) -> str:
        if value not in values:
            raise ValueError(f"must be one of {', '.join(values)}")
        return value

    return AfterValidator(check)


def problem(error: ValidationError, at: str = "") -> str:
    """Return the first thing that is wrong, beginning with the property; `at` is where the object stands.

    Never the value: env vars pass here.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    match first["type"]:
        case "missing":
            what = "is required"
        case "extra_forbidden":
            what = "is not a field of this request"
        case "model_type" | "dict_type":
            what = "must be an object"
        case "value_error":
            what = str(first["ctx"]["error"])
        case _:
            what = SUBJECT.sub("must ", first["msg"])
    return f"{_place(first['loc'], at)} {what}"


def unheard_of(error: ValidationError, at: str = "") -> str:
    """Return the field at fault when what is wrong first is that there is no such field, else ""."""
    first = error.errors(include_url=False, include_input=False)[0]
    return _place(first["loc"], at) if first["type"] == "extra_forbidden" else ""


def _place(steps: tuple[str | int, ...], at: str) -> str:
    named = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return (at + "".join(named)).lstrip(".") or "the body"
