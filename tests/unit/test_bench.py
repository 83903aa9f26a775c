"""What the benchmark makes of its numbers; nothing here measures anything."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.cost import Comparison, Cost, DataCosts, Refreshed, median
from tests.bench.guard import started_from
from tests.bench.levels import Level, names
from tests.bench.machine import Machine
from tests.bench.page import METHOD, page
from tests.bench.report import Report, for_scripts, sections
from tests.bench.requests import Requests, faults, told

FLOOR = (Cost(2.0, 2.5), Cost(4.0, 2.0), Cost(1.0, 9.0))
OURS = (Cost(3.0, 4.0, 0.5), Cost(9.0, 5.0, 0.25), Cost(2.75, 6.0, 0.75))
PUT, POST = "PUT /v1/services/shop-api/env-vars/BENCHMARK", "POST /v1/services/shop-api/deploys"
CHANGED = Requests("one variable of the API", 26, [PUT, POST])
REPORT = Report(
    machine=Machine(
        "A|B 3000", 2, "24 GiB", "Debian 12", "3.11.7", "v3.259.0", "0.1", "2026-11-26", "abc1234"
    ),
    comparisons=[Comparison("pulumi preview", FLOOR, OURS)],
    requests=[Requests("nothing changed", 12, []), CHANGED],
    when_up={"make up": Cost(17.0, 20.125, 0.5), "ops status": Cost(2.0, 1.75, 0.25)},
    data=DataCosts(
        41_240_000.0,
        [Refreshed(300_000, 187_200_000, 2, 11.7, {"reading": 3.5, "loading": 4.25}, 812_400_000)],
    ),
    levels=[Level("tests/unit", Cost(61.0, 40.5), 0, "1200 passed in 40.12s")],
)
PAGE = f"""\
# Benchmarks

Made by `python -m tests.bench --write`; `make bench` prints the same for your machine. CPU compares between
runs on one machine; time on the clock (wall) depends on what else it does.

## Against an empty program: seconds, medians of 3 runs
| nothing to change | floor CPU | ours CPU | + server | ours in all | ratio CPU | floor wall \
| ours wall | ratio wall |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| pulumi preview | 2.00 | 3.00 | 0.50 | 3.50 | 1.75 | 2.50 | 5.00 | 2.00 |

## Requests of one update of dev
| update | requests | writes | which |
| --- | ---: | ---: | --- |
| nothing changed | 12 | 0 | - |
| one variable of the API | 26 | 2 | {PUT}, {POST} |

## When all is up: seconds
| command | CPU | + server | in all | wall |
| --- | ---: | ---: | ---: | ---: |
| make up | 17.00 | 0.50 | 17.50 | 20.12 |
| ops status | 2.00 | 0.25 | 2.25 | 1.75 |

## People's data: sanitizing
| step | MB/s |
| --- | ---: |
| sanitizing on one core | 41.2 |

## People's data: refreshes, seconds
| documents | MB | workers | wall | MB/s | reading | loading | indexes | verifying \
| swapping | peak memory MB |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| 300,000 | 187 | 2 | 11.70 | 16.0 | 3.50 | 4.25 | 0.00 | 0.00 | 0.00 | 812 |

## Tests: seconds
| level | CPU | wall | result |
| --- | ---: | ---: | --- |
| tests/unit | 61.00 | 40.50 | 1200 passed in 40.12s |

## Measured on
- 2 cores of A|B 3000, 24 GiB of memory, Debian 12
- Python 3.11.7, pulumi v3.259.0
- 2026-11-26, commit abc1234, load average before it 0.1

## How
{METHOD}
"""


def test_the_median_is_taken_of_each_number_by_itself() -> None:
    assert median(OURS) == Cost(cpu=3.0, wall=5.0, server=0.5)
    assert median(FLOOR[:2]) == Cost(cpu=3.0, wall=2.25)


def test_the_servers_cpu_counts_in_the_ratio() -> None:
    comparison = Comparison("pulumi preview", FLOOR, OURS)
    assert (comparison.cpu_ratio, comparison.wall_ratio) == (1.75, 2.0)


def test_the_page_holds_every_table_the_machine_and_the_method() -> None:
    assert page(REPORT) == PAGE


def test_levels_that_were_left_out_are_said_to_be() -> None:
    without = replace(REPORT, levels=[])
    assert len(sections(REPORT)) == len(sections(without)) + 1 == 6
    assert "(`--no-data`)" not in page(without)
    text = "\n\nRefreshes of people's data were left out (`--no-data`).\n\n"
    assert text in page(replace(REPORT, data=None))
    assert "\n\nThe levels of the tests were left out (`--no-levels`).\n\n## Measured on\n" in page(without)


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    level = replace(REPORT.levels[0], result="1 failed | 2 passed")
    assert "| 1 failed \\| 2 passed |" in page(replace(REPORT, levels=[level]))


def test_a_script_gets_every_run_and_the_ratios() -> None:
    told = for_scripts(REPORT)
    assert told["ratios"] == {"pulumi preview": {"cpu": 1.75, "wall": 2.0}}
    assert told["comparisons"][0]["ours"][1] == {"cpu": 9.0, "wall": 5.0, "server": 0.25}


def test_requests_are_counted_and_writes_are_told_with_names_in_place_of_ids() -> None:
    log = [
        {"method": "GET", "path": "/v1/services"},
        {"method": "PUT", "path": "/v1/services/srv-1/env-vars/BENCHMARK"},
        {"method": "POST", "path": "/v1/services/srv-1/deploys"},
    ]
    assert told("one", log, {"srv-1": "shop-api"}) == Requests("one", 3, [PUT, POST])


@pytest.mark.parametrize(
    ("unchanged", "changed", "wrong"),
    [
        ([], [PUT, POST], []),
        ([POST], [PUT, POST], ["an update with nothing to change writes"]),
        ([], [PUT, POST, POST], ["one changed variable is not one PUT of it and one POST of a deploy"]),
        ([], [PUT], ["one changed variable is not one PUT of it and one POST of a deploy"]),
    ],
)
def test_an_update_that_makes_other_writes_than_it_must_is_a_fault(
    unchanged: list[str], changed: list[str], wrong: list[str]
) -> None:
    assert faults([Requests("nothing", 12, unchanged), Requests("one", 26, changed)]) == wrong


def test_a_level_is_a_folder_of_tests(tmp_path: Path) -> None:
    for file in (
        "tests/unit/test_a.py",
        "tests/unit/test_b.py",
        "tests/engine/test_c.py",
        "tests/bench/run.py",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    assert names(tmp_path) == ["tests/engine", "tests/unit"]


def test_only_a_process_with_its_temporary_files_in_the_folder_was_started_over_it() -> None:
    folder = Path("/tmp/bench-1")
    assert started_from(folder, {"TMPDIR": "/tmp/bench-1/tmp"})
    assert not started_from(folder, {"TMPDIR": "/tmp/bench-10/tmp", "PWD": "/tmp/bench-1"})
    assert not started_from(folder, {})
