"""The sandbox as a person and a script meet it, and its promise that nothing leaves the machine."""

import json
import socket
import stat
from pathlib import Path

import pytest

from tests.engine.rehearsal import Rehearsal


@pytest.fixture(scope="module")
def started(rehearsal: Rehearsal) -> Rehearsal:
    rehearsal.start()
    rehearsal.pulumi("stack", "init", "prod").ok()
    return rehearsal


def test_status_tells_a_script_where_everything_is(started: Rehearsal) -> None:
    report = json.loads(started.sandbox("status", "--json").ok().text)
    page = report["page"]
    assert (report["running"], report["moved"]) == (True, [])
    assert page.startswith("http://127.0.0.1:")
    assert {name: report[name]["url"] for name in ("render", "vercel", "atlas", "edge")} == {
        "render": f"{page}/render/v1",
        "vercel": f"{page}/vercel",
        "atlas": f"{page}/atlas",
        "edge": page,
    }
    assert report["render"]["ownerIds"] == ["tea-00000000000000000000"]
    assert report["vercel"]["teams"] == ["team_000000000000000000000000"]
    assert report["atlas"]["projectIds"] == ["000000000000000000000001", "000000000000000000000002"]
    assert all(report[name][key] for name, key in (("render", "token"), ("vercel", "token")))


def test_starting_twice_keeps_one_process_and_its_address(started: Rehearsal) -> None:
    pid = (started.folder / ".sandbox" / "server.pid").read_text()
    first, second = (started.sandbox("start").ok().text for _ in range(2))
    assert first == second
    assert (started.folder / ".sandbox" / "server.pid").read_text() == pid


def test_what_exists_survives_a_restart(started: Rehearsal) -> None:
    owners = started.render("/owners")
    assert started.sandbox("stop").ok().text == "stopped\n"
    assert started.sandbox("stop").ok().text == "was not running\n"
    assert json.loads(started.sandbox("status", "--json").ok().text)["running"] is False
    started.sandbox("start").ok()
    assert started.render("/owners") == owners
    assert len(owners) == 1


def test_a_server_that_is_older_than_its_code_is_started_anew_with_what_exists(started: Rehearsal) -> None:
    pid_file, owners = started.folder / ".sandbox" / "server.pid", started.render("/owners")
    before = pid_file.read_text()
    (started.folder / "sandbox" / "seed.py").touch()
    started.sandbox("start").ok()
    assert pid_file.read_text() != before
    assert started.render("/owners") == owners


def test_another_address_is_taken_when_a_stranger_listens_on_the_old_one(started: Rehearsal) -> None:
    started.sandbox("stop").ok()
    port = int((started.folder / ".sandbox" / "port").read_text())
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        started.sandbox("start").ok()
    started.__dict__.pop("status", None)
    assert started.status["page"] != f"http://127.0.0.1:{port}"
    assert len(started.render("/owners")) == 1


def test_run_hands_back_the_exit_code_of_the_command(started: Rehearsal) -> None:
    assert started.sandbox("run", "--", "sh", "-c", "exit 7").code == 7


def test_a_command_that_does_not_exist_is_one_line(started: Rehearsal) -> None:
    done = started.sandbox("run", "--", "no-such-command")
    hint = "a command of this project begins with `python -m`"
    said = f"error: no-such-command is not a command that can be found; {hint}\n"
    assert (done.code, done.text) == (1, said)


def test_everything_the_sandbox_keeps_is_its_owners_alone(started: Rehearsal) -> None:
    home = started.folder / ".sandbox"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    for name in ("credentials.json", "secrets.json", "passphrase", "cloud.json"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600, name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RENDER_API_URL", "https://api.render.com/v1"),
        ("VERCEL_API_URL", ""),
        ("MONGODB_ATLAS_BASE_URL", "http://192.0.2.1/v1"),
        ("SANDBOX_EDGE_URL", ""),
    ],
)
def test_an_endpoint_that_is_empty_or_elsewhere_is_an_error(
    started: Rehearsal, name: str, value: str
) -> None:
    done = started.sandbox(
        "run", "--", "env", f"{name}={value}", "pulumi", "preview", "--stack", "prod", "--non-interactive"
    )
    assert done.code != 0
    assert f"{name}: is empty or not on this machine" in done.text
    assert started.render("/key-value") == []


def test_reset_forgets_everything_but_the_program(started: Rehearsal) -> None:
    assert started.sandbox("reset").ok().text == "the sandbox is empty\n"
    assert not (started.folder / ".sandbox").exists()
    assert started.git_status() == ""
    assert Path(started.folder / "Pulumi.prod.yaml").exists()


def test_help_names_every_command(rehearsal: Rehearsal) -> None:
    text = rehearsal.sandbox("--help").ok().text
    for command in ("start", "stop", "up", "down", "status", "reset", "run"):
        assert f"\n    {command} " in text
