"""What pydantic has against a stack file, as violations: the key as people write it, and what to write."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.violations import InvalidValue, Violation

# YAML 1.1 and the Go of old read these as booleans; Pulumi reads them as words.
_WORDS = ("yes", "no", "on", "off", "y", "n")


def violations_of(error: ValidationError, model: type[BaseModel], file: str) -> list[Violation]:
    """The violations behind a pydantic error, in the order of the model's fields."""
    return [_violation(detail, model, file) for detail in error.errors()]


def _violation(detail: ErrorDetails, model: type[BaseModel], file: str) -> Violation:
    invalid = _invalid(detail, model)
    return Violation(file, _path(detail, model), invalid.what, invalid.why, invalid.write, invalid.rules)


def _invalid(detail: ErrorDetails, model: type[BaseModel]) -> InvalidValue:
    kind, context = detail["type"], detail.get("ctx", {})
    match kind:
        case "missing":
            return InvalidValue(f"is missing{_description(detail, model)}", write="add it")
        case "extra_forbidden":
            return InvalidValue(
                f"is not a key of this file{_suggestion(detail, model)}", write="correct or remove it"
            )
        case "value_error":
            error = context["error"]
            return error if isinstance(error, InvalidValue) else InvalidValue(str(error))
        case "literal_error":
            return InvalidValue("is not one of the possible values", write=f"write {context['expected']}")
        case "union_tag_invalid" | "union_tag_not_found":
            tags, name = context.get("expected_tags"), str(context["discriminator"]).strip("'")
            return InvalidValue(
                "does not say which kind it is", write=f"write {name}: {tags or 'one of its kinds'}"
            )
    return _of_another_type(detail)


def _of_another_type(detail: ErrorDetails) -> InvalidValue:
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
        return InvalidValue(
            "is one value where a list belongs", write="write each on a line of its own, after `- `"
        )
    if kind in ("model_type", "model_attributes_type", "dict_type") and not isinstance(value, dict):
        return InvalidValue("is a value where keys of its own belong", write="write them indented below it")
    return InvalidValue(f"has the wrong type or size: {detail['msg'][0].lower()}{detail['msg'][1:]}")


def _path(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """`corsOrigins[1]`, `redis.plan`: the way a person finds the key in the file."""
    path = ""
    for step in _steps(detail, model):
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".")


def _steps(detail: ErrorDetails, model: type[BaseModel]) -> list[str | int]:
    """The location without pydantic's own steps: the tag of a union's member, the marker of a key."""
    steps: list[str | int] = []
    for place, step in enumerate(detail["loc"]):
        tags = _tags_below(model, steps, detail)
        # A tag follows the key of its union at once and stands nowhere else.
        if step == "[key]" or (place and step in tags and detail["loc"][place - 1] == steps[-1]):
            continue
        steps.append(step)
    return steps


def _tags_below(model: type[BaseModel], steps: list[str | int], detail: ErrorDetails) -> list[str]:
    if not steps:
        return []
    owner = _model_at(model, steps[:-1], detail)
    return [tag for member in _models(_fields(owner).get(steps[-1])) if (tag := _tag(member))]


def _description(detail: ErrorDetails, model: type[BaseModel]) -> str:
    owner = _model_at(model, _steps(detail, model)[:-1], detail)
    for field in owner.model_fields.values() if owner else ():
        if field.alias == detail["loc"][-1] and field.description:
            return f" ({field.description})"
    return ""


def _suggestion(detail: ErrorDetails, model: type[BaseModel]) -> str:
    owner = _model_at(model, _steps(detail, model)[:-1], detail)
    close = difflib.get_close_matches(str(detail["loc"][-1]), [str(key) for key in _fields(owner)], n=1)
    return f", perhaps {close[0]} was meant" if close else ""


def _fields(model: type[BaseModel] | None) -> Mapping[Any, Any]:
    return {f.alias or name: f.annotation for name, f in model.model_fields.items()} if model else {}


def _model_at(
    model: type[BaseModel], steps: Iterable[str | int], detail: ErrorDetails
) -> type[BaseModel] | None:
    """The model that holds the last of `steps`; a union's member is chosen by the tag in the location."""
    current: type[BaseModel] | None = model
    for step in steps:
        if isinstance(step, int) or current is None:
            continue
        candidates = _models(_fields(current).get(step))
        tagged = [m for m in candidates if _tag(m) in detail["loc"]]
        current = next(iter(tagged or candidates), None)
    return current


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _tag(model: type[BaseModel]) -> str | None:
    """The value of `mode` or `kind` that makes a mapping this model (the first, if there are several)."""
    for name in ("mode", "kind"):
        if field := model.model_fields.get(name):
            return str(get_args(field.annotation)[0])
    return None
