"""`ops data`: what each command asks, prints and answers, with an engine that only remembers."""

import errno
import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.ends import Addresses
from data.errors import DataError, Failed, Leaked, Refused
from data.plan import Plan
from data.receipt import Receipt
from data.target.recover import Outcome
from data.verify.report import Check, Report
from tests.ops_command import ops
from tests.unit.ops_data_engine import SOURCE, TARGET, Engine, policy_of, receipt, typed

READY = Plan(
    collections=(
        ("users", "sanitize", 45_000, 60_750_000, {"keep": 3, "pseudonym": 12}),
        ("leads", "drop", 1_200, 900_000, {}),
    ),
    unclassified=(),
    target_ready=None,
    seconds_estimate=9.4,
    window="The source keeps 300 s.",
)


def test_a_plan_is_a_table_of_collections_and_says_how_long_it_would_take(engine: Engine) -> None:
    engine.answer = READY
    done = ops("data", "plan")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "collection  is        documents  size      paths by what happens to them\n"
        "users       sanitize  45,000     60.8 MB   keep 3, pseudonym 12\n"
        "leads       drop      1,200      900.0 kB  -\n"
        "\n"
        "2 collections, 46,200 documents, 61.6 MB: about 9 s. The source keeps 300 s.\n"
        "target: ready\n"
        "around them: ready\n"
    )
    ((addresses, policy, *_),) = engine.calls
    assert (addresses, policy) == (Addresses(SOURCE, None, TARGET), policy_of())


UNREADY = replace(
    READY,
    unclassified=(
        ("users", ("nickname",), "string", 45_000),
        ("users", ("tags", "[]"), "binData", 3),
        ("users", ("seen", "<key>"), "key", 12),
        ("polls", (), "collection", 80),
    ),
    target_ready="the target has no marker",
)


def test_what_the_policy_does_not_name_is_listed_with_its_count_and_what_could_be_said(
    engine: Engine,
) -> None:
    engine.answer = UNREADY
    done = ops("data", "plan", "--policy", "other.yaml")
    assert done.returncode == 2
    assert done.stdout.split("\n\n")[1] == (
        "What the policy does not name, so that a refresh is refused:\n"
        "path              type        count   under `collections`, for example\n"
        "users.nickname    string      45,000  users: {nickname: text}\n"
        'users.tags[]      binData     3       users: {"tags[]": drop}\n'
        "users.seen.<key>  key         12      users: {seen: drop}\n"
        "polls             collection  80      polls: {drop: why}"
    )
    assert done.stdout.endswith("target: the target has no marker\naround them: ready\n")
    assert engine.calls[0][1] == policy_of(Path("other.yaml"))


def test_a_script_gets_the_same_plan_and_nothing_else(engine: Engine) -> None:
    engine.answer = UNREADY
    done = ops("data", "plan", "--json")
    said = json.loads(done.stdout)
    assert said["collections"][0] == {
        "name": "users",
        "treatment": "sanitize",
        "documents": 45_000,
        "size": 60_750_000,
        "actions": {"keep": 3, "pseudonym": 12},
    }
    assert said["unclassified"][1] == {"path": "users.tags[]", "type": "binData", "count": 3}
    assert said["targetReady"] == "the target has no marker"
    assert done.returncode == 2


@pytest.mark.parametrize("missing", ["unclassified", "target_ready"])
def test_either_reason_to_refuse_a_refresh_is_told_by_the_exit_code(engine: Engine, missing: str) -> None:
    engine.answer = replace(READY, **{missing: getattr(UNREADY, missing)})
    assert ops("data", "plan").returncode == 2


def test_what_a_refresh_would_refuse_around_its_ends_is_told_too(engine: Engine) -> None:
    engine.answer, engine.refusal = READY, "redis.mode: is shared"
    done = ops("data", "plan")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (2, "around them: redis.mode: is shared")
    done = ops("data", "plan", "--json")
    assert (done.returncode, json.loads(done.stdout)["refused"]) == (2, "redis.mode: is shared")


SHOWN = "company-staging at one.example.net:27017,two.example.net"
QUESTION = (
    f"Every collection of {SHOWN} will be replaced by the "
    "sanitized data of company-prod at prod.example.net; what else is there will be gone."
)


def test_a_refresh_asks_says_what_it_replaces_and_what_it_did(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.answer = receipt()
    typed(monkeypatch, "yes\n")
    done = ops("data", "refresh", "--workers", "1")
    assert done.returncode == 0
    assert done.stderr == f"{QUESTION}\nType `yes` to go on:\n"
    assert done.stdout == (
        f"{SHOWN}: 45,000 documents in 1 collections, sanitized, "
        f"verified and swapped in, 11 s; receipt 7 ({receipt().sha256[:12]})\n"
    )
    ((addresses, policy, who, workers, *_),) = engine.calls
    assert (addresses, policy, who, workers) == (Addresses(SOURCE, None, TARGET), policy_of(), "mei", 1)


@pytest.mark.parametrize("answer", ["no\n", "\n", "", "y\n"])
def test_any_other_answer_does_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    typed(monkeypatch, answer)
    done = ops("data", "refresh")
    assert (done.returncode, done.stdout, engine.calls) == (2, "", [])
    assert done.stderr.endswith("Nothing was done.\n")


def test_where_nobody_can_be_asked_a_script_has_to_say_that_it_is_meant(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    done = ops("data", "refresh")
    assert (done.returncode, engine.calls) == (2, [])
    assert done.stderr == f"{QUESTION} Nobody is there to ask; with --yes a script says that it is meant.\n"
    engine.answer = receipt()
    assert ops("data", "refresh", "--yes").returncode == 0


def test_with_json_the_receipt_is_all_that_is_printed(engine: Engine) -> None:
    engine.answer = receipt()
    done = ops("data", "refresh", "--yes", "--json")
    assert Receipt.model_validate_json(done.stdout) == receipt()


@pytest.mark.parametrize(("kind", "code"), [(Refused, 2), (Failed, 3), (Leaked, 4)])
def test_refused_failed_and_leaked_are_one_line_a_number_each_and_their_receipt(
    engine: Engine, kind: type[DataError], code: int
) -> None:
    engine.answer = kind("users.email: 3 values of the source are in the target; correct the policy")
    engine.answer.receipt = receipt(outcome=kind.__name__.lower())
    done = ops("data", "refresh", "--yes", "--json")
    assert done.returncode == code
    assert done.stderr == "users.email: 3 values of the source are in the target; correct the policy\n"
    assert json.loads(done.stdout)["outcome"] == kind.__name__.lower()
    assert ops("data", "refresh", "--yes").stdout == ""


def test_what_was_not_foreseen_is_told_without_its_text_which_may_be_a_value(engine: Engine) -> None:
    engine.answer = KeyError("mei.lin@kiln.example")
    done = ops("data", "refresh", "--yes")
    assert done.returncode == 3
    assert re.match(r"KeyError at ops_data_engine\.py:\d+, which was not foreseen ", done.stderr)
    assert "kiln" not in done.stderr


def test_a_machine_that_refuses_is_one_line_and_no_refusal_of_ours(engine: Engine) -> None:
    engine.answer = OSError(errno.ENOSPC, "No space left on device")
    done = ops("data", "refresh", "--yes")
    assert (done.returncode, done.stderr) == (
        3,
        "what is printed: No space left on device; make room on its disk, then run this again\n",
    )


def test_verify_prints_each_check_and_a_failed_one_is_a_leak(engine: Engine) -> None:
    whole = Check("whole strings", 1_180_000, {}, 12)
    engine.answer = Report((whole, Check("indexes", 41)))
    done = ops("data", "verify")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == (
        "whole strings: passed, 1,180,000 looked at, 12 stay by declaration"
    )
    assert engine.calls[0][:2] == (Addresses(SOURCE, None, TARGET), policy_of())
    engine.answer = Report((whole, Check("indexes", 41, {"users": "not those of the source"})))
    done = ops("data", "verify", "--json")
    assert (done.returncode, json.loads(done.stdout)["passed"]) == (4, False)


@pytest.mark.parametrize("state", ["old", "new", "nothing"])
def test_recover_says_which_the_target_is(engine: Engine, state: Any) -> None:
    engine.answer = Outcome(state, "it is as it was")
    assert ops("data", "recover").stdout == f"{SHOWN}: it is as it was\n"
    assert json.loads(ops("data", "recover", "--json").stdout) == {"state": state, "text": "it is as it was"}
    assert engine.calls == [(TARGET,), (TARGET,)]


def test_a_database_is_marked_when_its_name_was_typed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.answer = True
    typed(monkeypatch, "company-staging\n")
    done = ops("data", "mark", "staging")
    assert done.stderr == (
        f"{SHOWN} will be marked as staging: a refresh may then "
        "overwrite all of it.\nType `company-staging` to go on:\n"
    )
    assert done.stdout == f"{SHOWN}: marked as staging\n"
    assert engine.calls == [(TARGET, "staging")]
    engine.answer = False  # somebody was faster
    again = ops("data", "mark", "staging", "--yes", "company-staging").stdout
    assert again == f"{SHOWN}: was marked already as staging\n"


def test_what_is_marked_already_says_so_and_nobody_is_asked(engine: Engine) -> None:
    engine.is_marked = True
    done = ops("data", "mark", "staging")
    assert (done.returncode, done.stderr, engine.calls) == (0, "", [])
    assert done.stdout == f"{SHOWN}: was marked already as staging\n"


@pytest.mark.parametrize(("name", "meant"), [("stagin", ", perhaps staging was meant"), ("qa", "")])
def test_a_name_that_no_command_would_ever_look_for_is_not_marked(
    engine: Engine, name: str, meant: str
) -> None:
    done = ops("data", "mark", name, "--yes", "company-staging")
    assert (done.returncode, done.stdout, engine.calls) == (2, "", [])
    assert done.stderr == (
        f"{name}: a database is marked as staging, which the policy is for, or as development{meant}; "
        "nothing was done\n"
    )


def test_a_mark_is_not_made_by_a_yes_alone(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "yes\n")
    assert ops("data", "mark", "staging").returncode == 2
    done = ops("data", "mark", "staging", "--yes", "company-prod")
    assert (done.returncode, engine.calls) == (2, [])
    assert done.stderr == ("--yes company-prod: the target's database is company-staging; nothing was done\n")


def test_receipts_are_listed_the_oldest_first(engine: Engine) -> None:
    first = receipt(1)
    second = receipt(2, previous=first.sha256, outcome="recovered")
    engine.answer = [first, second]
    assert ops("data", "receipts").stdout == (
        "   began (UTC)       who  from          documents  outcome    run  sha256\n"
        f"1  2026-11-27 03:30  mei  company-prod  45,000     done       r1   {first.sha256[:12]}\n"
        f"2  2026-11-27 03:30  mei  company-prod  45,000     recovered  r1   {second.sha256[:12]}\n"
    )
    assert [each["number"] for each in json.loads(ops("data", "receipts", "--json").stdout)] == [1, 2]
    engine.answer = []
    assert ops("data", "receipts").stdout == "no receipt yet\n"


def test_a_receipt_that_was_changed_shows(engine: Engine) -> None:
    engine.answer = [receipt(1), receipt(2, previous="f" * 64)]
    done = ops("data", "receipts")
    assert done.returncode == 3
    assert done.stderr.startswith("receipt 2 does not follow from the one before")
