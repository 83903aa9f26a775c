"""The JSON Schema of a stack file, for editors: made from the typed settings, so both say the same."""

from functools import cache
from typing import Any

from config.settings import Settings

Schema = dict[str, Any]

# Written by `pulumi stack init`, `pulumi config env add` and by secrets providers.
_PULUMIS_KEYS = ("secretsprovider", "encryptedkey", "encryptionsalt", "environment")
_ENCRYPTED: Schema = {
    "description": "a secret's value, as `pulumi config set --secret` encrypts it; never plain text",
    "type": "object",
    "required": ["secure"],
    "additionalProperties": False,
    "properties": {"secure": {"type": "string"}},
}


def stack_schema(project: str) -> Schema:
    """What may stand in a Pulumi.<stack>.yaml of a project of this name."""
    settings = {**settings_schema()}
    definitions, required = settings.pop("$defs"), settings.pop("required")
    # As Pulumi writes a key when it rewrites a file, values perhaps as text.
    rewritten = {f"{project}:{key}": {"description": "see the key without"} for key in settings["properties"]}
    config = {
        **settings,
        "properties": {**settings["properties"], **rewritten},
        "patternProperties": {
            f"^(?!{project}:)[^:]+:": {"description": "a key of another namespace, such as a provider's"},
            f"^({project}:)?[A-Z][A-Z0-9_]*$": _ENCRYPTED,
        },
        "allOf": [{"anyOf": [{"required": [key]}, {"required": [f"{project}:{key}"]}]} for key in required],
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A stack file, Pulumi.<stack>.yaml",
        "type": "object",
        "required": ["config"],
        "additionalProperties": False,
        "properties": {"config": config, **{key: {"description": "Pulumi's own"} for key in _PULUMIS_KEYS}},
        "$defs": definitions,
    }


@cache  # pydantic takes a tenth of a second for it; every use is a reading one
def settings_schema() -> Schema:
    """The settings alone: every mapping closed, and no titles, which pydantic would make up."""
    schema: Schema = _tidy(Settings.model_json_schema(by_alias=True))
    return schema


def _tidy(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _tidy(part) for key, part in schema.items() if key != "title" or isinstance(part, dict)}
    return _closed(kept) if isinstance(kept.get("patternProperties"), dict) else kept


def _closed(mapping: Schema) -> Schema:
    """A mapping with a form of key; pydantic lets a key of another form hold anything."""
    ((pattern, value),) = mapping.pop("patternProperties").items()
    names = {**mapping.get("propertyNames", {}), "pattern": pattern}
    return {**mapping, "propertyNames": names, "additionalProperties": value}
