"""A vendor that does not answer a look-up: the line is about its cause, and no traceback."""

from types import SimpleNamespace
from typing import Any

import grpc  # type: ignore[import-untyped]
import pulumi
import pytest

from components import hosts
from tests.conftest import StackFiles
from tests.stacks import recording
from tests.stacks.recording import environment_of, run_program


class Refused(grpc.RpcError):  # type: ignore[misc]
    """What the engine answers for a provider that says no."""

    def code(self) -> Any:
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        return str(self)


OWN = "frontend.project: the Vercel project bondigoo-platform-staging"


def answered(patch: pytest.MonkeyPatch, look_up: str, status: int, name: str | None = None) -> None:
    """Let one look-up, for one name or any, be answered with a status, as the sandbox's plugins say it."""
    usual = recording._Cloud.call

    def call(self: Any, args: pulumi.runtime.MockCallArgs) -> Any:
        if args.token.endswith(f":{look_up}") and name in (None, args.args.get("name")):
            raise Refused(f"a vendor: GET /somewhere answered {status}: no reason given")
        return usual(self, args)

    patch.setattr(recording._Cloud, "call", call)


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (401, "MONGODB_ATLAS_PUBLIC_API_KEY, or what stands in its place, is not accepted"),
        (403, "this machine's address on the key's access list"),
        (404, "correct atlas.projectId or database.cluster"),
        (500, "nothing here is wrong: run it again later"),
    ],
)
def test_a_cluster_that_cannot_be_read_is_told_by_the_status(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch, status: int, advice: str
) -> None:
    answered(monkeypatch, "getAdvancedCluster", status)
    values = stack_files["dev"]
    with pytest.raises(pulumi.RunError) as caught:
        run_program("dev", values, environment_of("dev", values))
    said = str(caught.value)
    assert said.startswith("database.cluster: the Atlas cluster coaching-platform-dev cannot be read in the ")
    assert advice in said
    assert ("correct atlas.projectId or" in said) == (status == 404)


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (403, "VERCEL_API_TOKEN is not accepted"),
        (404, "bring up the stack that owns it first"),
        (502, "run it again later"),
    ],
)
def test_a_project_that_cannot_be_read_is_told_by_the_status(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch, status: int, advice: str
) -> None:
    answered(monkeypatch, "getProject", status)
    values = stack_files["dev"]
    with pytest.raises(pulumi.RunError) as caught:
        run_program("dev", values, environment_of("dev", values))
    said = str(caught.value)
    assert said.startswith("frontend.project: the Vercel project bondigoo-platform-prod, in which this ")
    assert advice in said
    assert ("bring up the stack" in said) == (status == 404)


@pytest.mark.parametrize(
    ("look_up", "status", "said"),
    [
        ("getProject", 403, f"{OWN} cannot be read; VERCEL_API_TOKEN is not accepted"),
        ("getProject", 429, f"{OWN} cannot be read; nothing here is wrong: run it again later"),
        ("getProject", 500, f"{OWN} cannot be read; nothing here is wrong: run it again later"),
        (
            "getDeployment",
            500,
            "frontendUrl: Vercel does not say who serves staging.bondigoo.ch; nothing here is wrong",
        ),
    ],
)
def test_an_own_project_that_cannot_be_read_is_told_by_the_status(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch, look_up: str, status: int, said: str
) -> None:
    answered(monkeypatch, look_up, status)
    values = stack_files["staging"]
    with pytest.raises(pulumi.RunError) as caught:
        run_program("staging", values, environment_of("staging", values))
    assert str(caught.value).startswith(said)


def test_the_project_that_has_the_host_is_told_by_the_status_too(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = SimpleNamespace(id="dpl_1", project_id="prj_left")
    monkeypatch.setattr(hosts, "serving", lambda host, team: live)
    answered(monkeypatch, "getProject", 500, name="prj_left")
    values = stack_files["staging"]
    with pytest.raises(pulumi.RunError) as caught:
        run_program("staging", values, environment_of("staging", values))
    assert str(caught.value).startswith(
        "frontendUrl: the Vercel project prj_left, which serves staging.bondigoo.ch, cannot be read; nothing"
    )


def test_a_domain_whose_records_vercel_does_not_tell_ends_the_program_with_a_line(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, "getDomainConfig", 500)
    values = stack_files["dev"]
    with pytest.raises(pulumi.RunError, match="run it again later") as caught:
        run_program("dev", values, environment_of("dev", values))
    assert str(caught.value).startswith(
        "frontendUrl: Vercel does not say what DNS should hold for dev.bondigoo.ch; nothing here is wrong"
    )
