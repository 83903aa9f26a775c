"""The comment for a pull request. previews/ holds what the sandbox recorded, less what no command reads."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ops.__main__ import main
from ops.ci.comment import comment, first_line
from ops.ci.markdown import LIMIT
from ops.ci.preview import UNKNOWN, parse, read

PREVIEWS = Path(__file__).parent / "previews"
RENDER, COMMAND = "pulumi-python:dynamic/render", "command:local:Command"


def step(op: str, token: str, name: str, old: dict[str, Any] | None = None, **new: Any) -> dict[str, Any]:
    states = {"oldState": {"inputs": old}} if old is not None else {}
    return {
        "op": op,
        "urn": f"urn:pulumi:prod::p::a:b:C${token}::{name}",
        **states,
        "newState": {"inputs": new},
    }


def text_of(*steps: dict[str, Any], **more: Any) -> str:
    return comment("prod", parse({"steps": list(steps), **more}, "prod"))


def recorded(name: str) -> str:
    return comment("prod", read(PREVIEWS / f"{name}.json", "prod"))


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["ops", "ci", "comment", *arguments])
    return main()


def test_no_change_is_one_line_and_the_marker() -> None:
    assert recorded("nothing") == "**prod**: nothing changes.\n\n<!-- pulumi preview of prod -->"


def test_what_would_be_lost_stands_in_the_first_line_and_first_in_the_table() -> None:
    lines = recorded("lost").splitlines()
    assert lines[0] == (
        "⚠️ **prod would delete generated secret `SESSION_SECRET`, replace Render CustomDomain `api`. "
        "What is lost with it does not come back.** In all: 1 to delete, 2 to replace, 6 to update."
    )
    assert lines[4:6] == [
        "| generated secret `SESSION_SECRET` | **delete** |  |",
        "| Render CustomDomain `api` | **replace** | `name` |",
    ]


def test_a_refusal_because_of_protection_says_both_that_it_failed_and_what_would_be_lost() -> None:
    text = recorded("protected")
    assert text.splitlines()[0] == (
        "⚠️ **prod would delete generated secret `SESSION_SECRET`. What is lost with it does not come back.** "
        "In all: the preview **failed**, as an update would; up to there: 1 to delete, 5 to update."
    )
    assert "cannot be deleted\nbecause it is protected." in text


def test_a_failed_preview_shows_what_the_program_said_and_no_echo_of_the_engine() -> None:
    assert recorded("failed").split("\n\n") == [
        "**prod**: the preview **failed**, as an update would.",
        "error:\n``````text\nnothing was changed, because of:\nPulumi.prod.yaml: corsOrigins[0]: is not "
        "encrypted; only http://localhost may be; write https://x\n``````",
        "<!-- pulumi preview of prod -->",
    ]


@pytest.mark.parametrize(
    ("token", "name"),
    [
        (f"{RENDER}:WebService", "api"),
        (f"{RENDER}:BackgroundWorker", "worker"),
        (f"{RENDER}:KeyValue", "redis"),
        (f"{RENDER}:CustomDomain", "api"),
        ("vercel:index/project:Project", "frontend"),
        ("vercel:index/projectDomain:ProjectDomain", "frontend"),
        ("mongodbatlas:index/advancedCluster:AdvancedCluster", "database"),
        ("mongodbatlas:index/databaseUser:DatabaseUser", "application"),
        ("mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule", "database"),
        (COMMAND, "JWT_SECRET"),
    ],
)
@pytest.mark.parametrize("op", ["delete", "replace", "delete-replaced", "create-replacement"])
def test_what_holds_data_an_address_or_a_secret_is_never_lost_silently(
    token: str, name: str, op: str
) -> None:
    lost = parse({"steps": [step("update", COMMAND, "smoke"), step(op, token, name)]}, "prod")
    assert f"`{name}`. What is lost" in first_line("prod", lost)
    harmless = parse({"steps": [step("update", token, name), step("same", token, "other")]}, "prod")
    assert first_line("prod", harmless) == "**prod**: 1 to update."


@pytest.mark.parametrize(
    ("token", "name"),
    [
        (f"{RENDER}:Deploy", "api"),
        ("vercel:index/deployment:Deployment", "frontend"),
        ("vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable", "REACT_APP_API_URL"),
        ("mongodbatlas:index/projectIpAccessList:ProjectIpAccessList", "render"),
        (COMMAND, "smoke"),
    ],
)
def test_what_the_next_update_makes_anew_is_no_alarm(token: str, name: str) -> None:
    assert text_of(step("replace", token, name, {})).startswith("**prod**: 1 to replace.\n")


@pytest.mark.parametrize("order", [1, -1])
def test_the_steps_of_one_replacement_are_one_row_with_its_keys(order: int) -> None:
    service = f"{RENDER}:WebService"
    steps = [
        step(op, service, "api", {"region": "a"}, region="b") for op in ("create-replacement", "replace")
    ]
    text = text_of(*[*steps, step("delete", service, "api", {"region": "a"})][::order])
    assert text.count("| Render WebService `api` | **delete** | `region` |") == 1
    assert text.count("`api`") == 2


def test_keys_are_shown_and_values_never_whatever_they_are() -> None:
    old = {
        "env": {"A": "old-value", "B": "[secret]", "GONE": "gone-value"},
        "list": ["old-item"],
        "__provider": "1",
    }
    new = {
        "env": {"A": "new-value", "B": "[secret]", "NEW": "[secret]"},
        "list": ["new-item"],
        "__provider": "2",
    }
    text = text_of(step("update", f"{RENDER}:WebService", "api", old, **new))
    assert "| Render WebService `api` | update | `env.A`, `env.GONE`, `env.NEW`, `list` |" in text
    assert not [word for word in ("value", "item", "[secret]", "__provider") if word in text]


def test_what_only_the_update_will_tell_is_marked_wherever_it_is_nested() -> None:
    old = {"id": "a", "deep": {"list": [{"x": "a"}]}}
    new = {"id": UNKNOWN, "deep": {"list": [{"x": UNKNOWN}]}}
    text = text_of(step("update", f"{RENDER}:Deploy", "api", old, **new))
    assert "| update | `deep.list` (?), `id` (?) |" in text
    assert "(?) known only after the update." in text
    assert UNKNOWN not in text


def test_an_update_of_secrets_only_says_that_their_difference_cannot_be_seen() -> None:
    text = text_of(
        step("update", f"{RENDER}:WebService", "api", {"env": {"A": "[secret]"}}, env={"A": "[secret]"})
    )
    assert "| Render WebService `api` | update | only secrets (*) |" in text
    assert "(*) the value of a secret differs, or is not known to this preview." in text


def test_a_huge_preview_is_cut_to_what_github_takes_keeps_the_gravest_and_says_what_was_cut() -> None:
    steps = [step("update", f"{RENDER}:WebService", f"s{n:04}", {}, **{"k" * 50: n}) for n in range(3000)]
    said = [{"severity": "error", "message": "why it failed " * 100}] * 50
    text = text_of(*steps, step("delete", f"{RENDER}:KeyValue", "redis"), diagnostics=said)
    assert LIMIT - 6_000 < len(text.encode()) <= LIMIT
    lines = text.splitlines()
    assert "delete Render KeyValue `redis`" in lines[0]
    assert lines[4] == "| Render KeyValue `redis` | **delete** |  |"
    assert lines[-1] == "<!-- pulumi preview of prod -->"
    shown = text.count("| update |")
    errors = text.count("error:\n")
    assert errors >= 10
    assert lines[-3] == (
        f"_Cut to what GitHub takes: {shown + 1:,} of 3,001 changes and {errors} of 50 messages are shown, "
        "the gravest first; `pulumi preview --stack prod` prints all._"
    )


def test_characters_of_many_bytes_and_a_thousand_losses_fit_as_well() -> None:
    steps = [step("delete", f"{RENDER}:KeyValue", f"{n}{'é' * 500}") for n in range(1000)]
    text = text_of(*steps)
    assert len(text.encode()) <= LIMIT
    assert " and 995 more. What is lost" in text.splitlines()[0]


def test_names_and_messages_cannot_break_out_of_the_comment() -> None:
    evil = "x`|\n<!-- pulumi preview of dev -->"
    text = text_of(
        step("create", f"{RENDER}:Deploy", evil),
        diagnostics=[{"severity": "warning", "message": "``````\n@everyone <{%reset%}>\x1b[1mbold"}],
    )
    assert "| Render Deploy `x'¦ <!-- pulumi preview of dev -->` | create |  |" in text
    assert "warning:\n``````text\n\n@everyone bold\n``````" in text
    assert text.splitlines()[-1] == "<!-- pulumi preview of prod -->"


def test_components_and_the_stack_itself_are_no_resources() -> None:
    component = step("create", "infra:components:Worker", "worker")
    component["newState"]["custom"] = False
    assert text_of(component, step("update", "pulumi:pulumi:Stack", "p-prod")).startswith("**prod**: nothing")


def test_an_operation_that_is_not_known_here_is_still_shown() -> None:
    assert text_of(step("transmute", f"{RENDER}:Deploy", "api")).startswith("**prod**: 1 to transmute.")


def test_a_frozen_stack_says_so() -> None:
    text = text_of(step("update", f"{RENDER}:KeyValue", "redis", {}, a=1), config={"p:freeze": "true"})
    assert "`freeze: true` is set in Pulumi.prod.yaml: nothing is deployed until it is removed." in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json", "is not what `pulumi preview --json` prints"),
        ("[]", "is not what `pulumi preview --json` prints"),
        ("{}", "is not what `pulumi preview --json` prints"),
        ('{"steps": [{"op": "same"}]}', "is not what `pulumi preview --json` prints"),
        (
            json.dumps({"steps": [step("same", COMMAND, "x")]}).replace(":prod:", ":dev:"),
            "a preview of dev, not of prod",
        ),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_a_file_that_is_something_else_is_one_line(
    content: str | None,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "preview.json"
    if content is not None:
        file.write_text(content)
    assert call(monkeypatch, "--stack", "prod", "--preview", str(file)) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("error: ")
    assert output.err.endswith(f"{said}\n")
    assert output.err.count("\n") == 1


def test_a_preview_that_printed_nothing_is_a_failed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "preview.json"
    file.write_text("\n")
    assert call(monkeypatch, "--stack", "prod", "--preview", str(file)) == 1
    assert capsys.readouterr().out.startswith("**prod**: the preview **failed**, as an update would.\n")
