"""The schema for editors and the page of all keys say what the settings say, and are up to date."""

import argparse
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic import TypeAdapter, ValidationError

from config import types
from config.contract import CONTRACT
from config.rules import RULES
from config.secrets import SOURCES
from config.settings import ACKNOWLEDGEMENTS, Acknowledgement, SecretSource
from config.stacks import STACKS, stack_file
from ops import reference
from ops.reference.lists import lists
from ops.reference.marks import END
from ops.reference.page import configuration_page, default, type_words, values
from ops.reference.policy import BEGIN
from ops.reference.schema import Schema, settings_schema, stack_schema
from tests.companies import BONDIGOO
from tests.conftest import StackFiles

SCHEMA = stack_schema("bondigoo")


def faults(document: Any) -> list[str]:
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(document)]


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_file_that_names_the_schema_first_fits_it(stack: str) -> None:
    text = (BONDIGOO / stack_file(stack)).read_text()
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={reference.SCHEMA}"
    assert faults(yaml.safe_load(text)) == []


MISTAKES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda c: c.update(brunch="develop"), "'brunch' does not match any of the regexes"),
    (lambda c: c.update({"bondigoo:brunch": "develop"}), "'bondigoo:brunch' does not match any"),
    (lambda c: c["api"].update(planet="starter"), "('planet' was unexpected)"),
    (lambda c: c["secrets"].update(jwt="env"), "'jwt' does not match"),
    (lambda c: c["secrets"].update(JWT_SECRET="vault"), "'vault' is not one of ['env', 'config'"),
    (lambda c: c.update(JWT_SECRET="in-plain-text"), "'in-plain-text' is not of type 'object'"),
    (lambda c: c.update(corsOrigins=["https://a.example/"]), "'https://a.example/' does not match"),
    (lambda c: c.update(launched="yes"), "'yes' is not of type 'boolean'"),
    (lambda c: c.pop("branch"), "is not valid under any of the given schemas"),
    (lambda c: c["redis"].update(mode="borrowed"), "is not valid under any of the given schemas"),
]


@pytest.mark.parametrize(("mistake", "message"), MISTAKES)
def test_an_editor_marks_a_mistake(
    stack_files: StackFiles, mistake: Callable[[dict[str, Any]], object], message: str
) -> None:
    values = stack_files["dev"]
    mistake(values)
    (found,) = faults({"config": values})
    assert message in found


def test_an_editor_marks_what_stands_beside_the_config(stack_files: StackFiles) -> None:
    (found,) = faults({"confg": {}, "config": stack_files["dev"]})
    assert found == "Additional properties are not allowed ('confg' was unexpected)"


def test_a_file_that_pulumi_rewrote_fits_the_schema(stack_files: StackFiles) -> None:
    config = {f"bondigoo:{key}": value for key, value in stack_files["dev"].items()}
    config |= {"bondigoo:launched": "true", "vercel:team": "other", "bondigoo:JWT_SECRET": {"secure": "v1:x"}}
    assert faults({"encryptionsalt": "v1:y", "config": config}) == []


def fields(schema: Schema) -> Iterator[tuple[str, Schema]]:
    models = {"Settings": schema, **schema["$defs"]}
    for name, model in models.items():
        yield from ((f"{name}.{key}", field) for key, field in model["properties"].items())


def test_every_key_has_a_description() -> None:
    assert [name for name, field in fields(settings_schema()) if not field.get("description")] == []


def test_every_source_of_secrets_is_explained() -> None:
    assert list(SOURCES) == list(get_args(SecretSource))


def test_every_acknowledgement_is_explained() -> None:
    assert list(ACKNOWLEDGEMENTS) == list(get_args(Acknowledgement))


FORMS = {
    name: TypeAdapter(kind)
    for name, kind in vars(types).items()
    if any(isinstance(part, types._Form) for part in get_args(kind))
}


@pytest.mark.parametrize("name", FORMS)
def test_the_example_of_a_form_is_accepted(name: str) -> None:
    for example in FORMS[name].json_schema().get("examples", []):
        assert FORMS[name].validate_python(example) == example


# Texts that a check mostly accepts, and some that it does not.
NEARLY = {
    "Origin": r"https?://(localhost|[a-zA-Z0-9-]{1,5}(\.[a-z]{1,3}){0,2})(:[0-9]{1,4})?/?",
    "SiteUrl": r"https?://[a-z0-9-]{1,5}(\.[a-z]{1,3}){0,2}(:[0-9]{1,4})?",
    "Host": r"[a-z0-9_-]{1,5}(\.[a-z]{1,3}){0,3}",
    "ClusterHost": r"[a-zA-Z0-9-]{1,5}\.[a-z0-9]{1,3}\.mongodb\.(net|com)",
    "Branch": r"\w[\w./+@ -]{0,9}",
    "VariableName": r"(PORT|RENDER|[A-Za-z])[A-Z0-9_]{0,5}",
    "VariableNameOrNone": r"(PORT|RENDER|none|None|[A-Za-z])[A-Z0-9_]{0,5}",
    "EnvPrefix": r"[A-Za-z][A-Z0-9_]{0,5}_?",
    "Cidr": r"([0-9]{1,3}\.){3}[0-9]{1,3}|[0-9]{1,2}\.0\.0\.0/([0-9]{1,2}|255\.0\.0\.0)",
}


@pytest.mark.parametrize("name", NEARLY)
@given(data=st.data())
def test_an_editor_never_marks_what_the_program_accepts(name: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(NEARLY[name], fullmatch=True))
    try:
        FORMS[name].validate_python(text)
    except ValidationError:
        return
    assert re.search(FORMS[name].json_schema()["pattern"], text)


def test_there_are_forms_to_look_at() -> None:
    assert set(FORMS) >= {"Origin", "SiteUrl", "Host", "VariableName", "Cidr", "Branch", "RenderOwner"}


def test_the_page_names_every_key_of_every_object() -> None:
    page = configuration_page(settings_schema(), lists())
    sections = dict(re.findall(r"^## (.+)\n((?:(?!^## ).*\n?)*)", page, re.MULTILINE))
    for name, _ in fields(settings_schema()):
        model, _, key = name.partition(".")
        assert f"| `{key}` |" in sections["Top level" if model == "Settings" else model]
    assert "Under `redis.allow[]`." in sections["AllowedRange"]
    assert "Under `database.ipAccessList[]`." in sections["AccessEntry"]
    assert "Under `frontend`, with `mode` `own`." in sections["OwnProject"]
    assert "Under `mail`, with `kind` `mailjet`, `sendgrid`." in sections["MailService"]


def test_the_page_lists_what_the_program_keeps_in_lists() -> None:
    page = "\n".join(lists())
    for name in (*SOURCES, *ACKNOWLEDGEMENTS):
        assert f"| `{name}` | " in page
    assert (
        "| API | `CORS_ORIGIN` | `corsOrigins` | the sites whose browsers may call the API | `names` |"
        in page
    )
    assert (
        "| API, worker | `MONGODB_URI` | `database` | the address of the database | `database.uriVariables` |"
        in page
    )
    assert "| API, worker | `NODE_ENV` | `nodeEnv` | what Node and its libraries take as mode | no |" in page
    assert "| site | `API_URL` | `apiUrl` | where the site finds its API | `frontend.names` |" in page
    assert "| `vite` | `VITE_` |" in page
    assert [v.name for v in CONTRACT if f"| `{v.name}` | `{v.source}` |" not in page] == []
    assert "| Atlas cluster | staging, dev | staging and dev get a cluster each |" in page
    for rule in RULES:
        assert f"- {rule.summary}\n" in page


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (
            {"type": "integer", "minimum": 1, "maximum": 300, "default": 30},
            ("whole number", "`30`", "from 1 to 300"),
        ),
        ({"type": "integer", "minimum": 1, "default": 2}, ("whole number", "`2`", "1 or more")),
        ({"enum": ["a", "b"], "type": "string"}, ("text", "none", "`a`, `b`")),
        (
            {"anyOf": [{"type": "string", "examples": ["x"]}, {"type": "null"}], "default": None},
            ("text", "none", "such as `x`"),
        ),
        (
            {"type": "array", "items": {"$ref": "#/$defs/Api"}, "minItems": 1},
            ("list of [Api](#api)", "none", "at least one"),
        ),
        (
            {"type": "object", "additionalProperties": {"type": "string"}, "default": {}},
            ("mapping of names to text", "none", ""),
        ),
    ],
)
def test_a_field_is_described_in_plain_words(field: Schema, words: tuple[str, str, str]) -> None:
    assert (type_words(field), default(False, field), values(field)) == words
    assert default(True, field) == "required"


def run(folder: Path, check: bool) -> int:
    return reference.run(argparse.Namespace(folder=folder, check=check))


def test_what_is_out_of_date_is_named_with_the_command_that_writes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop")
    assert run(tmp_path, check=False) == 0
    schema = tmp_path / "docs" / "stack.schema.json"
    assert "shop:branch" in json.loads(schema.read_text())["properties"]["config"]["properties"]
    assert run(tmp_path, check=True) == 0
    schema.write_text("{}")
    capsys.readouterr()
    assert run(tmp_path, check=True) == 1
    assert capsys.readouterr().out == (
        "docs/stack.schema.json is out of date; run `python -m ops reference`\n"
    )
    assert schema.read_text() == "{}"


def test_the_policys_schema_and_its_table_follow_from_it(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop")
    assert run(tmp_path, check=False) == 0
    assert not (tmp_path / "data").exists()
    page, schema = tmp_path / "docs" / "data.md", tmp_path / "data" / "policy.schema.json"
    schema.parent.mkdir()
    (tmp_path / "data" / "policy.yaml").write_text(
        "environment: staging\ncollections:\n  users: {email: email}\n"
    )
    page.write_text(f"# People\n\n{BEGIN}\nold\n{END}\n\n## After\n")
    assert run(tmp_path, check=True) == 1
    assert run(tmp_path, check=False) == 0
    assert page.read_text() == (
        f"# People\n\n{BEGIN}\n"
        "| What it is | What happens to it | Where |\n|---|---|---|\n"
        "| E-mail addresses | become addresses that nobody has, under a reserved domain "
        "| `users`: `email` |\n"
        f"{END}\n\n## After\n"
    )
    assert json.loads(schema.read_text())["properties"]["environment"]["type"] == "string"
    assert run(tmp_path, check=True) == 0


def test_a_policy_that_cannot_be_used_stops_only_what_follows_from_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop")
    (tmp_path / "data").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "data" / "policy.yaml").write_text("environment: staging\n")
    (tmp_path / "docs" / "data.md").write_text("# People\n")
    assert run(tmp_path, check=False) == 2
    assert "collections: is missing" in capsys.readouterr().out
    assert (tmp_path / "docs" / "stack.schema.json").exists()


def test_a_folder_without_a_project_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, check=True) == 2
    assert capsys.readouterr().out == "Pulumi.yaml: cannot be read: No such file or directory\n"
