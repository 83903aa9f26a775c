"""The page that explains every key of a stack file: made from the schema of the typed settings."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

_TYPES = {"string": "text", "boolean": "true or false", "integer": "whole number"}


def configuration_page(schema: Schema, lists: Sequence[str]) -> str:
    """Markdown: one table for the top level, the `lists`, and one table for each object."""
    places = _places(schema)
    objects = {name: schema["$defs"][name] for name in places}
    return "\n".join(
        [
            "# Every key of a stack file",
            "",
            "Made by `python -m ops reference` from the types in `config/settings/`; do not edit it here.",
            "Editors that know YAML schemas complete and check the same keys while you type.",
            "",
            "## Top level",
            "All of it stands under `config:` of `Pulumi.<stack>.yaml`.",
            *_table(schema),
            *lists,
            *(line for name, model in objects.items() for line in _section(name, model, places[name])),
        ]
    )


def _section(name: str, model: Schema, places: list[str]) -> list[str]:
    where = " and ".join(f"`{place}`" for place in places)
    tags = {key: values(model["properties"][key]) for key in ("mode", "kind") if key in model["properties"]}
    kind = "".join(f", with `{key}` {value}" for key, value in tags.items())
    return [f"## {name}", f"Under {where}{kind}. {model['description']}", *_table(model)]


def _places(schema: Schema) -> dict[str, list[str]]:
    """Each object's name and the keys under which it stands, in the order of the top level."""
    found: dict[str, list[str]] = {}
    waiting = [("", schema)]
    while waiting:
        path, model = waiting.pop(0)
        for key, field in model["properties"].items():
            for name, suffix in _objects(field):
                found.setdefault(name, []).append(f"{path}{key}{suffix}")
                if len(found[name]) == 1:
                    waiting.append((f"{path}{key}{suffix}.", schema["$defs"][name]))
    return found


def _objects(field: Schema) -> Iterator[tuple[str, str]]:
    """The objects that a field may hold, and `[]` for those in a list."""
    if "$ref" in field:
        yield field["$ref"].rpartition("/")[2], ""
    for part in (*field.get("oneOf", ()), *field.get("anyOf", ())):
        yield from _objects(part)
    if "items" in field:
        yield from ((name, f"[]{suffix}") for name, suffix in _objects(field["items"]))


def _table(model: Schema) -> list[str]:
    required = model.get("required", ())
    rows = [
        [f"`{key}`", type_words(field), default(key in required, field), field["description"], values(field)]
        for key, field in model["properties"].items()
    ]
    return table(["key", "type", "default", "what it means", "possible values"], rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table, with an empty one around it."""
    lines = [head, ["---"] * len(head), *rows]
    return ["", *("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines), ""]


def type_words(field: Schema) -> str:
    """The type of a field in plain words, objects as links to their tables."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if parts := [part for key in ("oneOf", "anyOf") for part in field.get(key, ()) if not _is_null(part)]:
        return " or ".join(type_words(part) for part in parts)
    if "items" in field:
        return f"list of {type_words(field['items'])}"
    if "additionalProperties" in field:
        return f"mapping of names to {type_words(field['additionalProperties'])}"
    return _TYPES[field["type"]]


def _is_null(field: Schema) -> bool:
    return field.get("type") == "null"


def default(required: bool, field: Schema) -> str:
    """What holds without the key."""
    if required:
        return "required"
    value = field.get("default")
    return "none" if value in (None, [], {}) else f"`{json.dumps(value).strip(chr(34))}`"


def values(field: Schema) -> str:
    """What a value may be beyond its type: choices, bounds, or an example of the form."""
    words = [
        ", ".join(f"`{choice}`" for choice in field.get("enum", [])),
        f"`{field['const']}`" if "const" in field else "",
        *(f"such as `{example}`" for example in field.get("examples", [])),
        field.get("patternErrorMessage", ""),
        _bounds(field),
        "at least one" if field.get("minItems") else "",
        *(values(part) for part in field.get("anyOf", [])),
        values(field["propertyNames"]) if "enum" in field.get("propertyNames", {}) else "",
        values(field["items"]) if "items" in field else "",
        values(field["additionalProperties"]) if "additionalProperties" in field else "",
    ]
    return "; ".join(word for word in words if word)


def _bounds(field: Schema) -> str:
    low, high = field.get("minimum"), field.get("maximum")
    if high is not None:
        return f"from {low} to {high}"
    return f"{low} or more" if low is not None else ""
