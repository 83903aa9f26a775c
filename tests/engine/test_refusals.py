"""A mistake of the person ends in one clear line before anything is created, or is public."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.rehearsal import Rehearsal

Mistake = tuple[Callable[[dict[str, Any]], object], str]
MISTAKES: list[Mistake] = [
    (
        lambda c: c.pop("branch"),
        "Pulumi.dev.yaml: branch: is missing (the Git branch that Render and Vercel deploy); add it",
    ),
    (
        lambda c: c.update(brunch="develop"),
        "Pulumi.dev.yaml: brunch: is not a key of this file, perhaps branch was meant; correct or remove it",
    ),
    (
        lambda c: c.update(launched="maybe"),
        "Pulumi.dev.yaml: launched: has the wrong type or size: input should be a valid boolean",
    ),
]
PLAIN_SECRET: list[Mistake] = [
    (
        lambda c: c.update(JWT_SECRET="in-plain-text"),
        "Pulumi.dev.yaml: JWT_SECRET: is kept in plain text in a file that is committed; remove it, "
        "change the secret, and use `pulumi config set --secret JWT_SECRET`",
    ),
]


@pytest.fixture(scope="module")
def started(rehearsal: Rehearsal) -> Rehearsal:
    rehearsal.start()
    rehearsal.pulumi("stack", "init", "dev").ok()
    return rehearsal


def nothing_but(rehearsal: Rehearsal, lines: list[str], *command: str) -> None:
    """The command fails with exactly these faults, prints no traceback, and writes nothing anywhere."""
    results = []
    writes = rehearsal.writes_during(lambda: results.append(rehearsal.pulumi(*command)))
    (done,) = results
    assert done.code != 0
    said = {text.strip() for text in done.text.splitlines() if text.strip().startswith("Pulumi.")}
    assert said == set(lines), done.text
    assert "Traceback" not in done.text
    assert writes == []


@pytest.mark.proves("R73", "R80")
@pytest.mark.parametrize("mistakes", [MISTAKES, PLAIN_SECRET], ids=["keys and types", "a secret in clear"])
def test_every_mistake_of_a_stack_file_is_one_line_at_once_and_nothing_is_created(
    started: Rehearsal, mistakes: list[Mistake]
) -> None:
    file = started.folder / "Pulumi.dev.yaml"
    before = file.read_text()
    for mistake, _ in mistakes:
        started.edit("dev", mistake)
    try:
        nothing_but(
            started, [line for _, line in mistakes], "up", "--stack", "dev", "--yes", "--skip-preview"
        )
    finally:
        file.write_text(before)


@pytest.mark.proves("R1")
def test_a_stack_that_the_program_does_not_know_is_refused(started: Rehearsal) -> None:
    started.pulumi("stack", "init", "production").ok()
    line = (
        "Pulumi.production.yaml: 'production' is not an environment of this program; "
        "choose one of prod, staging, dev"
    )
    nothing_but(started, [line], "up", "--stack", "production", "--yes", "--skip-preview")


def test_the_sandbox_itself_refuses_a_wrong_stack_name(started: Rehearsal) -> None:
    done = started.sandbox("up", "production")
    assert done.code == 1
    assert done.text.strip() == (
        "error: 'production' is not an environment of this program; choose one of prod, staging, dev"
    )


TOKENS = {
    "RENDER_API_KEY": "Render: no token in the process environment, so Render would refuse every call; "
    "export RENDER_API_KEY",
    "VERCEL_API_TOKEN": "Vercel: no token in the process environment, so Vercel would refuse every call; "
    "export VERCEL_API_TOKEN",
    "MONGODB_ATLAS_PRIVATE_API_KEY": "MongoDB Atlas: no token in the process environment, so MongoDB Atlas "
    "would refuse every call; export MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY",
}


def test_each_missing_token_is_one_line(started: Rehearsal) -> None:
    up = ("up", "--stack", "dev", "--yes", "--skip-preview")
    results = []
    writes = started.writes_during(lambda: results.append(started.pulumi(*up, unset=tuple(TOKENS))))
    assert results[0].code != 0
    said = [text.strip() for text in results[0].text.splitlines()]
    assert [name for name, line in TOKENS.items() if line in said] == list(TOKENS), results[0].text
    assert "Traceback" not in results[0].text
    assert writes == []


def test_missing_secrets_are_listed_at_once(
    started: Rehearsal,
) -> None:
    without = ("DEV_STRIPE_SECRET_KEY", "DEV_MAILJET_API_KEY")
    line = "Pulumi.dev.yaml: secrets: no value for MAILJET_API_KEY, STRIPE_SECRET_KEY;"
    up = ("up", "--stack", "dev", "--yes", "--skip-preview")
    results = []
    writes = started.writes_during(lambda: results.append(started.pulumi(*up, unset=without)))
    assert results[0].code != 0
    assert line in results[0].text
    assert "Traceback" not in results[0].text
    assert writes == []


@pytest.mark.proves("C15")
@pytest.mark.parametrize(
    ("stack", "line"),
    [
        ("dev", "bring up the stack that owns it first"),
        ("staging", "Key Value bondigoo-redis-prod not found in this workspace: create it first"),
    ],
)
def test_a_preview_before_production_says_what_to_bring_up_first(
    started: Rehearsal, stack: str, line: str
) -> None:
    started.pulumi("stack", "select", stack, "--create").ok()
    done = started.pulumi("preview", "--stack", stack)
    assert done.code != 0
    assert line in done.text
    assert "Traceback" not in done.text


def test_a_repository_that_render_may_not_read_is_refused_before_a_site_is_public(started: Rehearsal) -> None:
    started.pulumi("stack", "select", "prod", "--create").ok()
    started.control("render", gitAccess=False)
    results = []
    writes = started.writes_during(lambda: results.append(started.up("prod")))
    assert results[0].code != 0
    assert "Render says this of every repository that it may not read" in results[0].text
    assert "https://github.com/settings/installations" in results[0].text
    assert "POST /v1/services" in writes
    # The services are made with the address of the Redis, so that comes first.
    assert "POST /v1/key-value" in writes
    assert [line for line in writes if "deployments" in line] == []
    started.control("render", gitAccess=True)
    started.up("prod").ok()
    started.pulumi("preview", "--stack", "prod", "--expect-no-changes").ok()


def test_an_api_that_a_person_has_suspended_is_said_and_fails_no_update(started: Rehearsal) -> None:
    api = started.service("bondigoo-api-prod")["id"]
    started.send("POST", "render", f"/services/{api}/suspend", {})
    started.edit("prod", lambda c: c["frontend"].update(env={"REACT_APP_FEATURE_GLOBAL_SEARCH": "true"}))
    started.edit("prod", lambda c: c["api"]["env"].update(JWT_EXPIRE="2d"))
    done = started.up("prod").ok()
    assert "bondigoo-api-prod: is suspended, not deployed; it deploys when it is resumed" in done.text
    assert "note: https://api.bondigoo.ch is suspended in Render's dashboard" in done.text
    started.send("POST", "render", f"/services/{api}/resume", {})
    started.pulumi("preview", "--stack", "prod", "--refresh", "--expect-no-changes").ok()
    assert started.edge("api.bondigoo.ch").status_code == 200
