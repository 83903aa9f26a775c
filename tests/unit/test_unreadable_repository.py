"""A repository that Render may not read: how Render refuses it, and what a person is told and where."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ops.doctor import dns, render
from render import errors
from render.errors import ApiError
from render.web_service import WebServiceProvider
from tests.unit.accounts_wire import Accounts, settings
from tests.unit.render_support import WEB, Emulated
from tests.unit.sandbox_wire import Wire, service_body

REPO = "https://github.com/shop/shop"
TEXT = (
    "passed in repository URL is invalid or unfetchable: {repo}. Accepted formats are: "
    "https://github.com/{{namespace}}/{{repository}}, https://gitlab.com/{{namespace}}/{{repository}}, "
    "https://bitbucket.org/{{namespace}}/{{repository}}, or "
    "https://cursor.com/codebase/{{namespace}}/{{repository}}. You may pass in a branch in the branch field."
)


def refused(wire: Wire, method: str, path: str, body: dict[str, Any]) -> str:
    reply = wire.render(method, path, body)
    assert reply.status_code == 400
    return str(reply.json()["message"])


def test_a_repository_that_was_not_granted_is_refused_in_renders_words(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    there = f"/services/{wire.new_service('there')['id']}"
    assert wire.send("POST", "/_sandbox/render", json={"gitAccess": False}).status_code == 200
    assert refused(wire, "POST", "/services", service_body()) == TEXT.format(repo=REPO)
    other = f"{REPO}-next"
    assert refused(wire, "PATCH", there, {"repo": other}) == TEXT.format(repo=other)
    assert wire.render("PATCH", there, {"branch": "next"}).status_code == 200
    assert len(wire.render("GET", "/services").json()) == 1
    wire.send("POST", "/_sandbox/render", json={"gitAccess": True})
    assert wire.render("PATCH", there, {"repo": other}).json()["repo"] == other


@pytest.mark.parametrize(
    "repo",
    [
        "https://git.shop.example/shop/shop",
        "shop/shop",
        "git@github.com:shop/shop.git",
        "https://github.com/shop",
        "http://github.com/shop/shop",
    ],
)
def test_a_repository_at_no_host_of_renders_is_refused_whoever_may_read_it(tmp_path: Path, repo: str) -> None:
    assert refused(Wire(tmp_path), "POST", "/services", service_body(repo=repo)) == TEXT.format(repo=repo)


@pytest.mark.parametrize("repo", [f"{REPO}.git", f"{REPO}/", "https://gitlab.com/shop/group/shop"])
def test_the_forms_that_render_takes_are_taken(tmp_path: Path, repo: str) -> None:
    assert Wire(tmp_path).render("POST", "/services", service_body(repo=repo)).status_code == 201


GRANT = (
    "Next: Render says this of every repository that it may not read, however right the address is: give "
    "Render's GitHub app access to it (https://github.com/settings/installations, or the organisation's "
    "Settings, GitHub Apps: Render, Repository access) and connect that GitHub account in the Render "
    "dashboard (https://render.com/docs/git-provider), then run again; finished steps are kept"
)


@pytest.mark.parametrize("there", [False, True])
def test_the_error_says_the_cause_and_where_access_is_given(render: Emulated, there: bool) -> None:
    provider, other = WebServiceProvider(), {**WEB, "repo": "https://github.com/example/private"}
    action: Callable[[], object] = partial(provider.create, other)
    if there:
        made = provider.create(WEB)
        action = partial(provider.update, made.id, made.outs or {}, other)
    render.cloud.render["switches"] = {"gitAccess": False}
    with pytest.raises(ApiError) as caught:
        action()
    said = str(caught.value)
    assert said.endswith(GRANT)
    assert (
        ": passed in repository URL is invalid or unfetchable: https://github.com/example/private (req"
        in said
    )
    assert "Accepted formats" not in said


def test_a_long_message_is_cut_between_words_and_says_so() -> None:
    words = " ".join(f"word{number}" for number in range(90))
    shown = errors.safe_message(words, [])
    assert len(shown) <= 300
    assert shown.endswith(" ...")
    assert words.startswith(shown.removesuffix(" ..."))
    assert words[len(shown) - 4] == " "
    assert errors.safe_message("x" * 400, []) == "x" * 296 + " ..."


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    made = Accounts(tmp_path)
    made.used_by(monkeypatch, render, dns)
    return made


def doctor_says(what: str) -> tuple[str, str, str]:
    (found,) = (check for check in render.checks("prod", settings(), ()) if check.what == what)
    return found.state, found.found, found.do


PLATFORM = "https://github.com/bondigoo-admin/bondigoo-platform"
ACCESS = "Render's access to the repository"


def test_doctor_says_what_it_can_know_about_access_to_the_repository(accounts: Accounts) -> None:
    state, found, do = doctor_says(ACCESS)
    assert (state, found) == (
        "note",
        f"no service of this workspace builds from {PLATFORM} yet, so nobody can tell before the first "
        "create",
    )
    assert do == f"if it is private, {errors.GRANT}"
    accounts.service("another", repo="https://github.com/bondigoo-admin/Bondigoo-Platform.git")
    assert doctor_says(ACCESS) == (
        "ok",
        f"1 service of this workspace builds from {PLATFORM}",
        "",
    )


@pytest.mark.parametrize(("by", "state"), [("user", "note"), ("billing", "FAIL")])
def test_doctor_says_that_a_service_is_suspended_and_by_whom(accounts: Accounts, by: str, state: str) -> None:
    url = accounts.service("bondigoo-worker-prod", type="background_worker")["dashboardUrl"]
    accounts.wire.send("POST", "/_sandbox/suspend", json={"service": "bondigoo-worker-prod", "by": by})
    checks = [c for c in render.checks("prod", settings(), ()) if "suspended" in c.found]
    assert [(check.state, check.what) for check in checks] == [(state, "Render worker bondigoo-worker-prod")]
    assert url in checks[0].do
