"""A token that a vendor refuses stops an update before anything is made; a preview asks less."""

import pulumi
import pytest

from render.errors import api_error
from tests.conftest import StackFiles
from tests.stacks import recording
from tests.stacks.recording import Program, Render, environment_of, run_program
from tests.stacks.test_look_ups import answered

CLUSTER = "mongodbatlas:index/getAdvancedCluster:getAdvancedCluster"


def refused(stack_files: StackFiles, patch: pytest.MonkeyPatch) -> tuple[str, list[str]]:
    """What the update of staging ends with, and the resources that it has registered by then."""
    program, values = Program(), stack_files["staging"]
    patch.setattr(recording, "Program", lambda: program)
    with pytest.raises(pulumi.RunError) as caught:
        run_program("staging", values, environment_of("staging", values))
    return str(caught.value), [resource.name for resource in program.resources if resource.custom]


def render_answers(patch: pytest.MonkeyPatch, status: int) -> None:
    def get(_: Render, path: str) -> None:
        raise api_error("GET", path, status, "", "")

    patch.setattr(Render, "get", get)


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (
            401,
            "Render answered 401 to GET /owners/{owner}. Next: set RENDER_API_KEY to a valid key (Render "
            "dashboard, Account Settings, API Keys)",
        ),
        (404, "render.ownerId: {owner} is no workspace that RENDER_API_KEY sees; correct one of the two"),
    ],
)
def test_renders_key_is_tried_before_anything_is_made(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch, status: int, line: str
) -> None:
    render_answers(monkeypatch, status)
    owner = stack_files["staging"]["render"]["ownerId"]
    assert refused(stack_files, monkeypatch) == (line.format(owner=owner), [])


@pytest.mark.parametrize(
    ("look_up", "status", "names"),
    [
        (
            "getAdvancedCluster",
            401,
            "MONGODB_ATLAS_PUBLIC_API_KEY, or what stands in its place, is not accepted",
        ),
        ("getAdvancedCluster", 500, "run it again later"),
        ("getProject", 403, "VERCEL_API_TOKEN is not accepted"),
    ],
)
def test_so_are_those_of_the_other_vendors(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch, look_up: str, status: int, names: str
) -> None:
    answered(monkeypatch, look_up, status)
    said, made = refused(stack_files, monkeypatch)
    assert names in said
    assert made == []


def test_an_update_asks_render_once_more_than_a_preview_which_asks_the_others_too(
    stack_files: StackFiles,
) -> None:
    values = stack_files["dev"]
    asked = []
    for preview in (False, True):
        program = run_program("dev", values, environment_of("dev", values), preview=preview)
        asked.append((len(program.asked_of_render), [token for token, _ in program.calls].count(CLUSTER)))
    assert asked == [(1, 1), (0, 1)]
