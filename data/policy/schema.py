"""The JSON schema of a policy file, for editors."""

import json
from pathlib import Path as File
from typing import Any

from data.policy.build import DEFAULTABLE
from data.policy.file import SPEC_SCHEMA, PolicyFile
from data.policy.meaning import MEANING
from data.policy.values import WORD
from data.policy.words import GROUPS, OBJECT, TYPES, WORDS

SCHEMA = File(__file__).parents[1] / "policy.schema.json"
_TYPE = {"enum": sorted({*TYPES, *GROUPS})}
_LIST = {"type": "array", "minItems": 1, "uniqueItems": True}
_FORMS: dict[str, dict[str, Any]] = {
    "keep": {"anyOf": [_TYPE, {"type": "array", "items": _TYPE, "minItems": 1}]},
    "enum": {**_LIST, "items": {"type": "string"}},
    "constant": {"type": ["string", "number", "boolean"]},
    "number-bucket": {"type": "number", "exclusiveMinimum": 0},
    "ref": {**_LIST, "items": {"type": "string", "pattern": f"^{WORD.pattern}$"}},
}


def schema_text() -> str:
    """What `policy.schema.json` beside the policy has to hold."""
    schema = _referring(PolicyFile.model_json_schema())
    schema["$defs"]["Spec"] = _spec()
    schema["properties"]["defaults"]["propertyNames"] = {"enum": ["number", *DEFAULTABLE]}
    return json.dumps({"$schema": "http://json-schema.org/draft-07/schema#", **schema}, indent=2) + "\n"


def _spec() -> dict[str, Any]:
    words = [{"const": word, "description": _said(word)} for word in sorted({*WORDS} - {"null"})]
    fields = {"const": OBJECT, "description": "Its keys are names of fields, not data."}
    null = {"type": "null", "description": _said("null")}
    return {"anyOf": [*words, fields, null, *(_form(form, says) for form, says in _FORMS.items())]}


def _form(form: str, says: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": _said(form),
        "properties": {form: says},
        "required": [form],
        "additionalProperties": False,
    }


def _said(word: str) -> str:
    return " ".join(MEANING[word]) + "."


def _referring(node: Any) -> Any:
    """The schema with what an action is said once; a drop's reason and a path's word may look alike."""
    if node == SPEC_SCHEMA:
        return {"$ref": "#/$defs/Spec"}
    if isinstance(node, dict):
        return {"anyOf" if key == "oneOf" else key: _referring(one) for key, one in node.items()}
    return [_referring(one) for one in node] if isinstance(node, list) else node
