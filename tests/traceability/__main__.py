"""Write docs/blueprint.md, or with --check say that it is out of date.

Exit code: 0 it is written or up to date, 1 it is out of date, 2 it cannot be written.
"""

import argparse
import sys
from pathlib import Path

from ops.reference import bring_up_to_date
from tests.traceability.markers import read_proofs
from tests.traceability.page import COMMAND, blueprint_page
from tests.traceability.rows import read_rows
from toolchain import command

ROOT = Path(__file__).resolve().parents[2]
PAGE = Path("docs/blueprint.md")


def main(arguments: list[str]) -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; say whether it is out of date")
    check = parser.parse_args(arguments).check
    page = blueprint_page(read_rows(), read_proofs(ROOT))
    return bring_up_to_date(ROOT, {PAGE: page}, COMMAND, check)


if __name__ == "__main__":
    sys.exit(command.run(lambda: main(sys.argv[1:]), failed=2))
