"""Measure what the program costs: against an empty one, in requests, at `make up`, with data, in tests.

Everything happens in a temporary folder and on loopback, and ends with it, also after Ctrl-C. Progress goes
to standard error. `make bench` is `python -m tests.bench`.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from tests.bench.measure import BenchError
from tests.bench.page import COMMAND, page
from tests.bench.report import Report, for_scripts, sections
from tests.bench.requests import faults
from tests.bench.run import run
from tests.bench.terminal import show
from tests.bench.workspace import workspace
from tests.engine.rehearsal import ROOT
from toolchain.command import ended_as_by_ctrl_c
from toolchain.process import Progress, SetupError

PAGE = Path("docs/benchmarks.md")
ENDING = """\
examples:
  python -m tests.bench --no-levels             without the tests, which take most of the time
  python -m tests.bench --no-levels --no-data --runs 15   more runs, steadier medians
  python -m tests.bench --write                 everything, and docs/benchmarks.md from it

what the columns mean:
  floor     plain `pulumi` over an empty program that imports the same SDKs
  ours      `python -m sandbox run -- pulumi …` over dev, where nothing has to change
  + server  CPU of the sandbox's server meanwhile, part of `ours in all` and of the ratio
  CPU       user and system seconds of a command and of every process that it started
  wall      seconds on the clock; depends on what else the machine does

exit code: 0 measured, 1 a command or a test failed or an update made other writes than it must, 130 stopped
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=COMMAND,
        description=__doc__,
        epilog=ENDING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=_positive, default=5, help="runs of each command (default: 5)")
    parser.add_argument(
        "--levels",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="measure every level of the tests too, which takes minutes (default: yes)",
    )
    parser.add_argument(
        "--data",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="measure refreshes of people's data too, which takes minutes (default: yes)",
    )
    parser.add_argument("--json", action="store_true", help="for a script: every run, in place of the tables")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE} as well")
    return parser


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of runs; give 1 or more")
    return int(text)


def main() -> int:
    """Measure and print; returns the exit code."""
    arguments = _parser().parse_args()
    try:
        with ended_as_by_ctrl_c(), workspace() as folder:
            report = run(folder, arguments.runs, arguments.data, arguments.levels, Progress(sys.stderr).say)
    except (BenchError, SetupError, subprocess.SubprocessError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("stopped; nothing is left running\n")
        return 130
    if arguments.json:
        sys.stdout.write(json.dumps(for_scripts(report), indent=1) + "\n")
    else:
        show(sections(report))
    if arguments.write:
        (ROOT / PAGE).write_text(page(report), encoding="utf-8")
        sys.stderr.write(f"{PAGE} written\n")
    return _judge(report)


def _judge(report: Report) -> int:
    wrong = faults(report.requests)
    wrong += [f"{level.name} failed: {level.result}" for level in report.levels if level.code != 0]
    for fault in wrong:
        sys.stderr.write(f"error: {fault}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
