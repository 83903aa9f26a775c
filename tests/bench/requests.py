"""How many requests an update makes at the emulated services, and which of them write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.compare import COMMANDS, pulumi
from tests.bench.measure import succeeded
from tests.engine.rehearsal import Rehearsal

# Read by nobody; a variable that no environment has.
VARIABLE = "BENCHMARK"


@dataclass(frozen=True)
class Requests:
    """One update: how many requests it made, and those that write as `METHOD path`, names in place of ids."""

    update: str
    count: int
    writes: Sequence[str]


def requests_of_updates(ours: Rehearsal, say: Callable[[str], None]) -> list[Requests]:
    """An update of dev with nothing to change, then one after one variable of its API has changed."""
    say("requests: an update with nothing to change, and one of a variable")
    unchanged = _update(ours, "nothing changed")
    ours.edit("dev", lambda config: config["api"].setdefault("env", {}).update({VARIABLE: "1"}))
    return [unchanged, _update(ours, "one variable of the API")]


def faults(found: Sequence[Requests]) -> list[str]:
    """What is wrong: nothing changed is no write; one variable is one PUT of it and one POST of a deploy."""
    unchanged, changed = found
    ends = [(write.split()[0], write.rpartition("/")[2]) for write in changed.writes]
    return [
        *(["an update with nothing to change writes"] if unchanged.writes else []),
        *(
            ["one changed variable is not one PUT of it and one POST of a deploy"]
            if ends != [("PUT", VARIABLE), ("POST", "deploys")]
            else []
        ),
    ]


def told(update: str, log: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Requests:
    """Count a piece of the sandbox's request log; `names` gives the name for an id."""
    writes = []
    for entry in log:
        if entry["method"] != "GET":
            path = "/".join(names.get(part, part) for part in entry["path"].split("/"))
            writes.append(f"{entry['method']} {path}")
    return Requests(update, len(log), writes)


def _update(ours: Rehearsal, name: str) -> Requests:
    before = len(ours.requests())
    done = ours.sandbox("run", "--", *pulumi("dev", *COMMANDS["pulumi up --skip-preview"]))
    succeeded(done.code, done.text, "pulumi up")
    log = ours.requests()[before:]
    services = [row["service"] for row in ours.render("/services?limit=100")]
    return told(name, log, {service["id"]: service["name"] for service in services})
