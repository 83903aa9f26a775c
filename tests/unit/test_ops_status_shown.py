"""`python -m ops status`: the table, the JSON, the code, and what cannot be asked for."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ops.commands import InputError
from ops.launch.conditions.world import World
from ops.status import known, printing
from ops.status.known import SEALED, parsed
from ops.status.times import aged, ago
from tests.ops_command import ops
from tests.unit.status_broken import BROKEN
from tests.unit.status_world import Up

ANSI = re.compile(r"\x1b\[[0-9;]*m")
ENTERED, LEFT = "\x1b[?1049h", "\x1b[?1049l"
NOW = datetime(2027, 1, 15, 8, tzinfo=UTC)


@pytest.fixture
def up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Up:
    """What `ops status` looks at."""
    made = Up(tmp_path)
    monkeypatch.setattr(World, "here", lambda environ, patience: made.world())
    monkeypatch.setattr(known, "known", made.state)
    monkeypatch.setenv("COLUMNS", "100")
    return made


def test_a_pipe_gets_one_plain_line_for_each_fact_with_the_environments_side_by_side(up: Up) -> None:
    done = ops("status")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0].split() == ["prod", "staging", "dev"]
    facts = [line.split() for line in lines]
    assert ["host", "www.bondigoo.ch", "staging.bondigoo.ch", "dev.bondigoo.ch"] in facts
    assert lines[-1] == "next in prod: `python -m ops launch check` says what is missing for the launch"


def test_on_a_terminal_of_a_hundred_columns_no_line_is_longer(up: Up) -> None:
    for name in ("a deleted Redis", "a suspended worker"):
        BROKEN[name][0](up)
    shown = ops("status", terminal=True).stdout
    table = [line for line in ANSI.sub("", shown).splitlines() if line.startswith(("╭", "│", "├", "╰"))]
    assert len(table) > 25
    assert len({len(line) for line in table}) == 1
    assert len(table[0]) <= 100
    assert "bondigoo-platform-staging" in shown
    assert [line for line in ANSI.sub("", shown).splitlines() if len(line) > 100] == []


def test_what_is_to_correct_stands_below_with_what_to_do_and_the_command_says_so(up: Up) -> None:
    BROKEN["a Redis that evicts"][0](up)
    done = ops("status")
    do = "`pulumi up --stack prod --refresh` puts noeviction back"
    assert done.returncode == 1
    assert done.stdout.splitlines()[-3:] == [
        f"FAIL  prod               Redis: bondigoo-redis-prod evicts (allkeys_lru): jobs are dropped; {do}",
        "",
        f"next in prod: {do}",
    ]


def test_what_is_only_to_know_is_no_failure(up: Up) -> None:
    BROKEN["a variable that drifted"][0](up)
    done = ops("status")
    assert done.returncode == 0
    assert "note  prod               changes: changed since the last update: api.env.LOG_LEVEL" in done.stdout


def test_what_three_environments_have_in_common_is_said_once(up: Up) -> None:
    BROKEN["Vercel's token expired"][0](up)
    told = [line for line in ops("status").stdout.splitlines() if line.startswith("doubt")]
    assert [line[:24] for line in told] == ["doubt prod, staging, dev"]


def test_the_table_says_none_where_there_are_no_backups(up: Up) -> None:
    BROKEN["backups turned off"][0](up)
    (row,) = [line.split() for line in ops("status").stdout.splitlines() if line.startswith("  backup")]
    assert row[:2] == ["backup", "none"]


@pytest.mark.parametrize(
    "name",
    ["Vercel's token expired", "a state that cannot be read", "a site's variables that are not told"],
)
def test_where_not_everything_was_compared_no_drift_is_only_none_known(up: Up, name: str) -> None:
    BROKEN[name][0](up)
    done = ops("status")
    (drift,) = [line for line in done.stdout.splitlines() if line.startswith("  drift")]
    assert drift.split("  ")[-1].strip() == "none known"
    step = "next in dev: VERCEL_API_TOKEN is not accepted for this team" in done.stdout
    assert (step, done.returncode) == (name == "Vercel's token expired", 2)


def test_what_is_known_to_be_down_counts_before_what_cannot_be_looked_at(up: Up) -> None:
    for name in ("Atlas' key expired", "a suspended worker"):
        BROKEN[name][0](up)
    done = ops("status", "--json")
    assert (done.returncode, json.loads(done.stdout)["state"]) == (1, "FAIL")


def test_a_script_gets_every_part_with_its_state_and_times_in_utc(up: Up) -> None:
    BROKEN["a suspended worker"][0](up)
    done = ops("status", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert datetime.fromisoformat(found["at"]).utcoffset() == timedelta()
    assert (found["rehearsal"], found["state"]) == (False, "FAIL")
    assert [each["state"] for each in found["environments"]] == ["ok", "ok", "FAIL"]
    dev = found["environments"][2]
    assert dev["redis"] == {
        "state": "ok",
        "checks": [],
        "name": "bondigoo-redis-prod",
        "owner": "prod",
        "shared_with": ["prod", "staging"],
        "plan": "starter",
        "policy": "noeviction",
    }
    assert (dev["worker"]["state"], dev["worker"]["suspended"]) == ("FAIL", True)
    assert dev["worker"]["deploy"]["at"].endswith("+00:00")
    assert [check["what"] for check in dev["worker"]["checks"]] == ["worker"]


def test_what_is_watched_is_drawn_anew_until_ctrl_c(up: Up, monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(seconds: float) -> None:
        naps.append(seconds)
        BROKEN["a suspended worker"][0](up)
        if len(naps) == 2:
            raise KeyboardInterrupt

    naps: list[float] = []
    monkeypatch.setattr(printing, "sleep", sleep)
    done = ops("status", "--watch", "17", terminal=True)
    assert (done.stdout[:8], done.stdout[-9:]) == (ENTERED, f"{LEFT}\n")
    first, second = done.stdout.split("\x1b[H\x1b[2J")[1:]
    assert (naps, done.returncode) == ([17.0, 17.0], 1)
    assert ("is suspended" in first, "is suspended" in second) == (False, True)


@pytest.mark.parametrize(
    ("ends", "code"), [(KeyboardInterrupt(), 130), (InputError("a stack file that is none"), 2)]
)
def test_what_ends_the_first_look_gives_the_screen_back_before_it_says_so(
    up: Up, monkeypatch: pytest.MonkeyPatch, ends: BaseException, code: int
) -> None:
    def now(states: object) -> None:
        raise ends

    monkeypatch.setattr(printing, "now", now)
    done = ops("status", "--watch", terminal=True)
    assert (done.returncode, done.stdout) == (code, f"{ENTERED}\n{LEFT}\n")
    assert done.stderr == "".join(f"{said}\n" for said in ends.args)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--watch",), "--watch draws on a terminal: leave it out in a pipe, or write --json"),
        (("--watch", "--json"), "not allowed with argument --watch"),
        (("--watch", "9"), "--watch: give it 10 seconds at least: the vendors count the requests"),
    ],
)
def test_what_cannot_be_watched_is_refused_in_one_line(words: tuple[str, ...], said: str) -> None:
    done = ops("status", *words)
    assert done.returncode == 2
    assert said in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("passed", "short", "long"),
    [
        (timedelta(seconds=5), "1 min", "just now"),
        (timedelta(minutes=1), "1 min", "1 minute ago"),
        (timedelta(minutes=119), "119 min", "119 minutes ago"),
        (timedelta(hours=2), "2 h", "2 hours ago"),
        (timedelta(hours=47), "47 h", "47 hours ago"),
        (timedelta(days=2), "2 d", "2 days ago"),
        (-timedelta(hours=1), "1 min", "just now"),
    ],
)
def test_table_and_page_tell_an_age_in_the_same_unit(passed: timedelta, short: str, long: str) -> None:
    at = NOW - passed
    shown = f'<time datetime="{at.isoformat()}">{long}</time>'
    assert (aged(at, NOW), ago(at, NOW)) == (short, shown)


SIGN = "4dabf18" + 25 * "0"


def _state(**value: str) -> dict[str, object]:
    rows: Iterator[dict[str, object]] = iter(
        [
            {"type": "pulumi:providers:vercel", "urn": "a::default", "id": "x"},
            {"type": "infra:components:ApiService", "urn": "a::api"},
            {
                "type": "pulumi-python:dynamic/render:WebService",
                "urn": "urn:pulumi:prod::shop::a$b:WebService::api",
                "id": "srv-1",
                "modified": "2027-01-15T08:00:00Z",
                "inputs": {"__provider": "long", "env": {"OPEN": "yes", "KEY": {SIGN: "1b47", **value}}},
            },
        ]
    )
    return {"deployment": {"resources": list(rows)}}


@pytest.mark.parametrize(
    ("value", "known_as"), [({"plaintext": '"in clear"'}, "in clear"), ({"ciphertext": "v1:x"}, SEALED)]
)
def test_a_state_is_read_with_its_secrets_or_without(value: dict[str, str], known_as: object) -> None:
    found = parsed(_state(**value))
    assert list(found.objects) == [("WebService", "api")]
    service = found.objects["WebService", "api"]
    assert (service.id, service.inputs, service.modified) == (
        "srv-1",
        {"env": {"OPEN": "yes", "KEY": known_as}},
        NOW,
    )
    assert "in clear" not in repr(found)
    assert (found.is_up, parsed({}).is_up) == (True, False)
