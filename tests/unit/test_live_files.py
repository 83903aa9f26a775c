"""What must hold of the stack files at the root, whoever's they are; `make test` also asks `ops check`."""

import re

import pytest
import yaml
from jsonschema import Draft7Validator

from config.parse import read_stack_files
from config.rules import errors
from config.stacks import STACKS, stack_file
from ops.reference.schema import stack_schema
from tests.conftest import ROOT
from tests.unit.secret_scan import committable


def test_there_is_one_for_each_environment_and_no_other() -> None:
    files = [file for file in committable(ROOT) if re.fullmatch(r"Pulumi\.[^/]+\.yaml", file)]
    assert files == sorted(map(stack_file, STACKS))


def test_they_load_without_a_plain_secret_and_keep_every_rule() -> None:
    assert errors(read_stack_files(ROOT)) == []


@pytest.mark.parametrize("stack", STACKS)
def test_an_editor_marks_nothing_in_them(stack: str) -> None:
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["name"]
    document = yaml.safe_load((ROOT / stack_file(stack)).read_text())
    schema = Draft7Validator(stack_schema(project))
    assert [error.message for error in schema.iter_errors(document)] == []
