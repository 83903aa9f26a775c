"""What the local cloud knows: the data of the three services, its clock, and its request log."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from sandbox.faults import Faults
from sandbox.home import write_private

# How long one stage of a deploy takes: long enough to be seen, short enough not to be waited for.
STAGE_SECONDS = 0.1
SAVED = (
    *("render", "vercel", "atlas", "git", "names"),
    *("clock_offset", "stage_seconds", "limits_enforced", "limit_overrides"),
)


@dataclass(kw_only=True)
class Cloud:
    """Everything the sandbox remembers. `render`, `vercel`, `atlas` are JSON-able, each laid out by its API;
    `git` is what was pushed to the application's repository, laid out by `sandbox.git`;
    `names` is what stack files say of the application's variables, laid out by `sandbox.names`.

    `clock_offset` and `stage_seconds` are seconds. `limits_enforced`: whether Render's rate limits refuse;
    `limit_overrides`: bucket to its own [requests, seconds], see `sandbox.render_api.limits`; `limit_counts`:
    what is used up, forgotten at a restart. `followers` are called whenever something new was saved. No
    secret shows in the representation of this object.
    """

    home: Path
    credentials: dict[str, str] = field(repr=False)
    render: dict[str, Any] = field(default_factory=dict, repr=False)
    vercel: dict[str, Any] = field(default_factory=dict, repr=False)
    atlas: dict[str, Any] = field(default_factory=dict, repr=False)
    git: dict[str, Any] = field(default_factory=dict, repr=False)
    names: dict[str, Any] = field(default_factory=dict, repr=False)
    requests: list[dict[str, Any]] = field(default_factory=list, repr=False)
    clock_offset: float = 0.0
    stage_seconds: float = STAGE_SECONDS
    limits_enforced: bool = False
    limit_overrides: dict[str, list[int]] = field(default_factory=dict)
    limit_counts: dict[str, tuple[int, int]] = field(default_factory=dict, repr=False)
    faults: Faults = field(default_factory=Faults, repr=False)
    followers: list[Callable[[], object]] = field(default_factory=list, repr=False)
    _first_request: int = field(default=1, repr=False)
    _saved: str = field(default="", repr=False)

    @classmethod
    def load(cls, home: Path) -> Self:
        """Read `home/cloud.json` if it is there. Raises FileNotFoundError without `home/credentials.json`."""
        credentials = json.loads((home / "credentials.json").read_text(encoding="utf-8"))
        saved = _text_of(home / "cloud.json")
        content = json.loads(saved) if saved else {}
        logged = len(_text_of(home / "logs" / "requests.jsonl").splitlines())
        return cls(home=home, credentials=credentials, _first_request=logged + 1, _saved=saved, **content)

    def now(self) -> float:
        """Return the sandbox's time in epoch seconds: the machine's, moved by `clock_offset`."""
        return time.time() + self.clock_offset

    def stage(self, since: float, last: int) -> int:
        """Return which of the stages 0 to `last` is reached of what began at epoch seconds `since`."""
        if self.stage_seconds == 0:
            return last
        return min(last, int((self.now() - since) / self.stage_seconds))

    def save(self) -> None:
        """Write `home/cloud.json` atomically, readable by its owner only, when something changed."""
        content = {name: getattr(self, name) for name in SAVED}
        text = json.dumps(content)
        if text == self._saved:
            return
        write_private(self.home / "cloud.json", text)
        self._saved = text
        for follower in [*self.followers]:
            follower()

    def record(self, service: str, method: str, path: str, status: int, fault: str | None = None) -> None:
        """Add one API request to the log: the genuine path without query; never bodies or headers.

        `fault` is the kind of the fault that it met; `status` is 0 when nothing handled it.
        """
        number = self._first_request + len(self.requests)
        entry: dict[str, Any] = {"n": number, "service": service, "method": method}
        entry |= {"path": path, "status": status} | ({"fault": fault} if fault else {})
        self.requests.append(entry)
        log = self.home / "logs" / "requests.jsonl"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
