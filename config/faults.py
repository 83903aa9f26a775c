"""How a broken stack file is reported: every fault at once, each on one line with the next step."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which file, under which key, and what to do about it."""

    file: str
    key: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.text}" if self.key else f"{self.file}: {self.text}"


class SettingsError(Exception):
    """The settings cannot be used. Holds every fault; its text is one line each."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def faults_of(error: ValidationError, model: type[BaseModel], file: str) -> list[Fault]:
    """The faults behind a pydantic error, in the order of the model's fields."""
    return [Fault(file, _path(detail), _text(detail, model)) for detail in error.errors()]


def _path(detail: ErrorDetails) -> str:
    """`corsOrigins[1]`, `redis.plan`: the way a person finds the key in the file."""
    path = ""
    for step in _steps(detail):
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".")


def _steps(detail: ErrorDetails) -> list[str | int]:
    # pydantic adds steps of its own: the tag of a union's member and the marker of a mapping's key.
    tags = {"own", "branch", "dedicated", "shared", "[key]"}
    location = detail["loc"]
    return [step for place, step in enumerate(location) if place == 0 or step not in tags]


def _text(detail: ErrorDetails, model: type[BaseModel]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    match kind:
        case "missing":
            return f"is missing{_why(detail, model)}; add it"
        case "extra_forbidden":
            return f"is not a key of this file{_suggestion(detail, model)}; correct or remove it"
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"is not one of the possible values; write {context['expected']}"
        case "union_tag_invalid" | "union_tag_not_found":
            tags = context.get("expected_tags", "one of its kinds")
            return f"does not say which kind it is; write mode: {tags}"
    return f"has the wrong type or size: {detail['msg'][0].lower()}{detail['msg'][1:]}"


def _why(detail: ErrorDetails, model: type[BaseModel]) -> str:
    owner = _model_at(model, _steps(detail)[:-1], detail)
    for field in owner.model_fields.values() if owner else ():
        if field.alias == detail["loc"][-1] and field.description:
            return f" ({field.description})"
    return ""


def _suggestion(detail: ErrorDetails, model: type[BaseModel]) -> str:
    owner = _model_at(model, _steps(detail)[:-1], detail)
    known = [field.alias or name for name, field in owner.model_fields.items()] if owner else []
    close = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
    return f", perhaps {close[0]} was meant" if close else ""


def _model_at(
    model: type[BaseModel], steps: Iterable[str | int], detail: ErrorDetails
) -> type[BaseModel] | None:
    """The model that holds the last of `steps`; a union's member is chosen by the tag in the location."""
    current: type[BaseModel] | None = model
    for step in steps:
        if isinstance(step, int) or current is None:
            continue
        fields: Mapping[str, Any] = {f.alias or n: f for n, f in current.model_fields.items()}
        candidates = _models(fields[step].annotation) if step in fields else []
        tagged = [m for m in candidates if _tag(m) in detail["loc"]]
        current = next(iter(tagged or candidates), None)
    return current


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _tag(model: type[BaseModel]) -> str | None:
    mode = model.model_fields.get("mode")
    values = get_args(mode.annotation) if mode else ()
    return values[0] if values else None
