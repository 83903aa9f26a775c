"""What becomes of the one issue that a workflow keeps open while something is wrong."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.commands import InputError


@dataclass(frozen=True)
class Issue:
    """An open issue."""

    number: int
    body: str


@dataclass(frozen=True)
class Decision:
    """What to do (`nothing`, `open`, `update`, `close`); `number` is the issue that it is done to."""

    action: str
    number: int | None
    title: str
    body: str


def read_issues(file: Path) -> list[Issue]:
    """The issues that `gh issue list --json number,body` printed."""
    try:
        rows = json.loads(file.read_text("utf-8"))
        if not isinstance(rows, list):
            raise TypeError
        return [Issue(int(row["number"]), str(row["body"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        raise InputError(f"{file} is not what `gh issue list --json number,body` prints") from None


def decided(subject: str, title: str, wrong: str | None, right: str, issues: Sequence[Issue]) -> Decision:
    """What to do with the issue about `subject`, found by the marker in its last line.

    `wrong`: what it says while something is, None when nothing is; `right`: the comment that closes it.
    """
    marker = f"<!-- {subject} -->"
    ours = [issue for issue in issues if issue.body.rstrip().endswith(marker)]
    issue = min(ours, key=lambda found: found.number, default=None)
    number = issue.number if issue else None
    if wrong is None:
        return Decision("close" if issue else "nothing", number, title, right)
    text = f"{wrong}\n\n{marker}"
    if issue is None:
        return Decision("open", None, title, text)
    same = issue.body.split() == text.split()  # GitHub may change line ends
    return Decision("nothing" if same else "update", number, title, text)
