"""What the environments cost: the tables of two companies, what counts once, what has no price."""

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.parse import read_stack_files
from config.stacks import STACKS
from ops import cost
from ops.cost.costs import costs
from ops.cost.report import as_text
from tests.companies import BONDIGOO, KILN
from tests.conftest import StackFiles
from tests.ops_command import ops
from tests.unit.test_diff import folder_with

TODAY = date(2026, 11, 27)
SIZE_UNKNOWN = "size not known from the stack files"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "date", SimpleNamespace(today=lambda: TODAY))


def test_the_blueprints_company_as_a_table() -> None:
    done = ops("cost")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == f"""\
stack    what     name                     plan     USD a month  as of        remark

prod     API      bondigoo-api-prod        starter  7            2026-05 old
prod     worker   bondigoo-worker-prod     starter  7            2026-05 old
prod     Redis    bondigoo-redis-prod      starter  10 ?         2026-09
prod     cluster  bondigoo-prod-cluster    -        -            -            {SIZE_UNKNOWN}
prod     in all                                     at least 24

staging  API      bondigoo-api-staging     starter  7            2026-05 old
staging  worker   bondigoo-worker-staging  starter  7            2026-05 old
staging  Redis    bondigoo-redis-prod      -        -            -            paid with prod
staging  cluster  coaching-platform-dev    -        -            -            {SIZE_UNKNOWN}
staging  in all                                     at least 14

dev      API      bondigoo-api-dev         starter  7            2026-05 old
dev      worker   bondigoo-worker-dev      starter  7            2026-05 old
dev      Redis    bondigoo-redis-prod      -        -            -            paid with prod
dev      cluster  coaching-platform-dev    -        -            -            paid with staging
dev      in all                                     14

? the price is not sure
old: the price was seen more than 180 days ago

Billed by use, by person or for an account, and not counted:
  Render: bandwidth and build minutes
  Render: the workspace's own plan, price not known
  Render: 3 custom domains, of which a workspace without a paid plan includes 2, price not known
  Atlas: backup storage and data transfer
  Vercel: bandwidth and functions
  Vercel: 20 USD for each person with a seat in a Pro team (2025-01, not sure)

prod, staging, dev in all: at least 52 USD a month by list prices before tax
"""
    )


def test_a_company_with_a_redis_each_and_other_plans() -> None:
    lines = ops("cost", "--folder", str(KILN)).stdout.splitlines()
    assert lines[2:7] == [
        "prod     API      kiln-api             standard  25            2026-05 old",
        "prod     worker   kiln-worker          starter   7             2026-05 old",
        "prod     Redis    kiln-redis           standard  32 ?          2025-01 old",
        "prod     cluster  kiln-prod            M10       from 60       2026-01 old  more in some regions",
        "prod     in all                                  at least 124",
    ]
    assert [line for line in lines if "paid with" in line] == []
    assert lines[-1] == "prod, staging, dev in all: at least 172 USD a month by list prices before tax"


def test_a_script_gets_the_same_with_dates_and_sources() -> None:
    report = json.loads(ops("cost", "--json").stdout)
    assert (report["usd"], report["at_least"], len(report["by_use"])) == (52, True, 6)
    staging = report["stacks"]["staging"]
    assert (staging["usd"], staging["at_least"]) == (14, True)
    assert report["stacks"]["dev"].pop("items")[2:] == [
        {
            **dict.fromkeys(("plan", "usd", "as_of", "from", "sure", "old", "source")),
            "what": what,
            "name": name,
            "remark": f"paid with {payer}",
            "paid_with": payer,
        }
        for what, name, payer in (
            ("Redis", "bondigoo-redis-prod", "prod"),
            ("cluster", "coaching-platform-dev", "staging"),
        )
    ]
    assert report["stacks"]["dev"] == {"usd": 14, "at_least": False}
    assert staging["items"][0] == {
        "what": "API",
        "name": "bondigoo-api-staging",
        "plan": "starter",
        "usd": 7,
        "as_of": "2026-05",
        "from": False,
        "sure": True,
        "old": True,
        "source": "render.com/pricing as collected by API Evangelist",
        "remark": "",
        "paid_with": None,
    }


def test_a_file_that_cannot_be_used_is_an_error_of_its_own_kind(
    stack_files: StackFiles, tmp_path: Path
) -> None:
    files = {**{stack: stack_files[stack] for stack in STACKS}, "dev": {**stack_files["dev"], "brunch": "x"}}
    done = ops("cost", "--folder", folder_with(tmp_path, **files))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Pulumi.dev.yaml: brunch: is not a key of this file, perhaps branch was meant; correct or remove it\n"
    )


def test_the_help_ends_with_examples() -> None:
    text = ops("cost", "--help").stdout
    assert text.endswith("examples:\n  python -m ops cost\n  python -m ops cost --json\n")


def test_a_price_is_old_from_the_181st_day_on() -> None:
    found = costs(read_stack_files(KILN))
    on_the_last_day, after_it = (as_text(found, date(2026, 10, day)) for day in (28, 29))
    # Of May; that of January of the year before is old on both days.
    assert on_the_last_day.count("2026-05 old") == 0
    assert on_the_last_day.count("2025-01 old") == 1
    assert after_it.count("2026-05 old") == 6


def test_no_address_of_anything_is_in_the_report() -> None:
    for company in (BONDIGOO, KILN):
        text = ops("cost", "--folder", str(company), "--json").stdout
        assert [word for word in ("mongodb.net", "tea-", "team_", "://") if word in text] == []
