"""Print what a refresh of people's data did, from its receipt: a table of collections, and no value.

  python -m ops data refresh --yes --json > receipt.json
  python -m ops ci refresh-summary receipt.json

A refresh that was refused before anything was read leaves an empty file, and so does one that was cut off.
Exit code: 0 printed, 2 the file is no receipt.
"""

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from ops.ci.markdown import LIMIT, code, fitting, message, size
from ops.commands import InputError

_HEAD = "| collection | what happens to it | documents read | written |\n|---|---|---:|---:|"
_NO_RECEIPT = (
    "⚠️ **The refresh left no receipt**: it was refused before anything was read, or cut off. The log of its "
    "step says why."
)
# For what stands around a summary: a link, what to do, a line for what was cut.
_SPARED = 4_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the argument of `refresh-summary`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what `data refresh --json` printed")


def run(arguments: argparse.Namespace) -> int:
    """Print the summary."""
    print(read_summary(arguments.file))
    return 0


def read_summary(file: Path) -> str:
    """The summary of the receipt in a file, also where none was written. Raises InputError."""
    try:
        text = file.read_text("utf-8").strip() if file.exists() else ""
        return summary(json.loads(text)) if text else _NO_RECEIPT
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        raise InputError(f"{file} is not what `python -m ops data refresh --json` prints") from None


def summary(receipt: dict[str, Any]) -> str:
    """Outcome, table and reason, short enough for GitHub. Raises LookupError and the like for no receipt."""
    rows = [
        f"| {code(name)} | {code(one['treatment'])} | {one['documents_in']:,} | {one['documents_out']:,} |"
        for name, one in sorted(receipt["collections"].items())
    ]
    blocks = [_first_line(receipt)]
    if receipt["reason"]:
        blocks.append(message("reason", receipt["reason"]))
    shown = fitting(rows, LIMIT - _SPARED - sum(map(size, blocks)))
    if shown:
        blocks.append("\n".join([_HEAD, *shown]))
    if len(shown) < len(rows):
        blocks.append(f"_{len(shown):,} of {len(rows):,} collections are shown; the receipt has all._")
    return "\n\n".join(blocks)


def _first_line(receipt: dict[str, Any]) -> str:
    began, ended = (datetime.fromisoformat(receipt[key]) for key in ("started", "ended"))
    target, source = code(receipt["target_database"]), code(receipt["source_database"])
    written = sum(one["documents_out"] for one in receipt["collections"].values())
    said = {
        "done": f"**{target} holds the sanitized data of {source}**, verified and swapped in",
        "tried": f"**{target} is as it was**: the sanitized data of {source} was verified and dropped again",
    }.get(receipt["outcome"], f"⚠️ **The refresh of {target} from {source}: {receipt['outcome']}**")
    parts = [f"{written:,} documents in {len(receipt['collections']):,} collections"]
    if checked := receipt["verification"]:
        passed = "passed" if checked["passed"] else "did not all pass"
        parts.append(f"{len(checked['checks'])} checks {passed}")
    parts.append(f"{(ended - began).total_seconds():.0f} s")
    backup = f", backup {code(receipt['backup'])}" if receipt.get("backup") else ""
    return (
        f"{said}. {', '.join(parts)}. Receipt {int(receipt['number'])}, begun {began:%Y-%m-%d %H:%M} UTC by "
        f"{code(receipt['who'])}{backup}."
    )
