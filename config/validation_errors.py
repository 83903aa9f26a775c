"""What pydantic has against a stack file, as violations: the key as people write it, and what to write."""

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.types import InvalidValue
from config.violations import Violation

# YAML 1.1 and the Go of old read these as booleans; Pulumi reads them as words.
_WORDS = ("yes", "no", "on", "off", "y", "n")


def violations_of(error: ValidationError, model: type[BaseModel], file: str) -> list[Violation]:
    """The violations behind a pydantic error, in the order of the model's fields."""
    return [_violation(detail, model, file) for detail in error.errors()]


def _violation(detail: ErrorDetails, model: type[BaseModel], file: str) -> Violation:
    path, owner = _place(detail, model)
    invalid = _invalid(detail, owner)
    return Violation(file, path, invalid.what, invalid.why, invalid.write, invalid.rules)


def _invalid(detail: ErrorDetails, owner: type[BaseModel] | None) -> InvalidValue:
    kind, context, key = detail["type"], detail.get("ctx", {}), detail["loc"][-1] if detail["loc"] else ""
    match kind:
        case "missing":
            return InvalidValue(f"is missing{_description(owner, key)}", write="add it")
        case "extra_forbidden":
            what = f"is not a key of this file{_suggestion(owner, key)}"
            return InvalidValue(what, write="correct or remove it")
        case "value_error":
            error = context["error"]
            return error if isinstance(error, InvalidValue) else InvalidValue(str(error))
        case "literal_error":
            close = perhaps_meant(detail["input"], re.findall(r"'([^']*)'", context["expected"]))
            what = f"is not one of the possible values{close}"
            return InvalidValue(what, write=f"write {context['expected']}")
        case "union_tag_invalid" | "union_tag_not_found":
            tags, name = context.get("expected_tags"), str(context["discriminator"]).strip("'")
            return InvalidValue(
                "does not say which kind it is", write=f"write {name}: {tags or 'one of its kinds'}"
            )
    return _of_another_type(detail, owner)


def _of_another_type(detail: ErrorDetails, owner: type[BaseModel] | None) -> InvalidValue:
    kind, value = detail["type"], detail["input"]
    if value is None:
        return InvalidValue("is empty", write="write a value after the colon, or remove the key")
    if kind == "string_too_short":
        return InvalidValue("is empty", write="write a text")
    if kind == "bool_type" and str(value).lower() in (*_WORDS, "true", "false"):
        return InvalidValue("is a word and not a boolean", write="write true or false, in small letters")
    if kind == "string_type" and isinstance(value, bool | int | float):
        read = "a boolean" if isinstance(value, bool) else "a number"
        return InvalidValue(f"is read as {read} and not as text", write="put it in quotes")
    if kind == "list_type" and isinstance(value, str):
        write = "write each on a line of its own, after `- `"
        return InvalidValue("is one value where a list belongs", write=write)
    if kind in ("model_type", "model_attributes_type", "dict_type") and not isinstance(value, dict):
        inside = [key for model in _models(_fields(owner).get(detail["loc"][-1])) for key in _fields(model)]
        # Of the large ones the page of all keys tells.
        names = f": {', '.join(inside)}" if 0 < len(inside) <= 5 else ""
        write = f"write them indented below it{names}"
        return InvalidValue("is a value where keys of its own belong", write=write)
    if kind in ("int_type", "int_from_float"):
        return InvalidValue("is not a whole number", write="write one, without a unit and without quotes")
    return InvalidValue(f"has the wrong type or size: {detail['msg'][0].lower()}{detail['msg'][1:]}")


def _place(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, type[BaseModel] | None]:
    """The way a person finds the key in the file (`corsOrigins[1]`), and the model that it is a key of.

    Pydantic's own steps are left out: the tag of a union's member and the marker of a key.
    """
    path, owner, inside, after_key = "", None, [model], False
    for step in detail["loc"]:
        # A tag follows the key of its union at once and stands nowhere else.
        if after_key and (tagged := [member for member in inside if step in _tags(member)]):
            inside, after_key = tagged, False
        elif step != "[key]":
            path += f"[{step}]" if isinstance(step, int) else f".{step}"
            after_key = isinstance(step, str)
            if after_key:
                owner = next(iter(inside), None)
                inside = _models(_fields(owner).get(step))
    return path.lstrip("."), owner


def _description(owner: type[BaseModel] | None, key: str | int) -> str:
    for field in owner.model_fields.values() if owner else ():
        if field.alias == key and field.description:
            return f" ({field.description})"
    return ""


def _suggestion(owner: type[BaseModel] | None, key: str | int) -> str:
    return perhaps_meant(key, [str(known) for known in _fields(owner)])


def perhaps_meant(written: object, known: Sequence[str]) -> str:
    """`, perhaps X was meant` for the known name that is nearest to what is written, if one is near."""
    close = difflib.get_close_matches(str(written), known, n=1)
    return f", perhaps {close[0]} was meant" if close else ""


def _fields(model: type[BaseModel] | None) -> Mapping[Any, Any]:
    return {f.alias or name: f.annotation for name, f in model.model_fields.items()} if model else {}


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _tags(model: type[BaseModel]) -> tuple[Any, ...]:
    """The values of `mode` or `kind` that make a mapping this model."""
    found = (model.model_fields.get(name) for name in ("mode", "kind"))
    return tuple(tag for field in found if field for tag in get_args(field.annotation))
