"""Whatever three stack files `check` accepts, the program keeps the environments apart."""

import contextlib
import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pulumi
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from config.parse import parse
from config.rules import errors
from config.rules.sharing import AGREED
from config.stacks import STACKS
from config.violations import SettingsError
from tests.conftest import StackFiles
from tests.stacks.recording import Program, environment_of, run_program

Files = dict[str, dict[str, Any]]
# Where one stack's value may be put in place of another's; new names come from `NAMES`.
PATHS = (
    *("environmentName", "branch", "frontendUrl", "apiUrl", "corsOrigins", "cloudinary", "stripe", "mail"),
    *("frontend", "frontend.project", "api.name", "worker.name", "redis", "redis.name", "launched"),
    *("database", "database.host", "database.name", "database.user", "database.cluster", "atlas"),
)
NAMES = ("shop-one", "shop-two")
REDIS = {"mode": "dedicated", "plan": "starter"}


def put(values: dict[str, Any], path: str, value: Any) -> None:
    *parents, key = path.split(".")
    for parent in parents:
        values = values[parent]
    values[key] = value


def got(values: dict[str, Any], path: str) -> Any:
    for key in path.split("."):
        values = values[key]
    return values


@st.composite
def mutations(draw: st.DrawFn) -> list[tuple[str, str, Any]]:
    """Up to five (stack, path, value): another stack's value, a new name, or a Redis of one's own."""
    files, found = StackFiles(), []
    for _ in range(draw(st.integers(0, 5))):
        stack, other = draw(st.sampled_from(STACKS)), draw(st.sampled_from(STACKS))
        kind = draw(st.sampled_from(("swap", "name", "redis", "acknowledge")))
        if kind == "swap":
            path = draw(st.sampled_from(PATHS))
            found.append((stack, path, got(files[other], path)))
        elif kind == "name":
            names = ("environmentName", "api.name", "worker.name", "database.name", "cloudinary")
            found.append((stack, draw(st.sampled_from(names)), draw(st.sampled_from(NAMES))))
        elif kind == "redis":
            found.append((stack, "redis", {**REDIS, "name": draw(st.sampled_from(NAMES))}))
        else:
            reason = {"sharedDatabase": "on purpose", "preLaunchPage": "on purpose"}
            found.append((stack, "acknowledge", reason))
    return found


def accepted(changes: list[tuple[str, str, Any]]) -> Files | None:
    files: Files = {stack: StackFiles()[stack] for stack in STACKS}
    for stack, path, value in changes:
        put(files[stack], path, value)
    try:
        stacks = {stack: parse(stack, files[stack]) for stack in STACKS}
    except SettingsError:
        return None
    return None if errors(stacks) else files


KINDS = {
    "WebService": "Render service",
    "BackgroundWorker": "Render service",
    "KeyValue": "Redis",
    "KeyValueRef": "Redis",
    "CustomDomain": "host",
    "Project": "Vercel project",
}
OWNED = {"WebService", "BackgroundWorker", "KeyValue", "CustomDomain", "Project"}


def touched(program: Program) -> Iterator[tuple[str, str, bool]]:
    """(kind, name, whether it is owned) of every remote thing, queue and database that a program uses."""
    for kind, title in KINDS.items():
        yield from ((title, r.inputs["name"], kind in OWNED) for r in program.all(kind))
    yield from (("host", r.inputs["domain"], True) for r in program.all("ProjectDomain"))
    for token, arguments in program.calls:
        if token.endswith("getProject"):
            yield "Vercel project", arguments["name"], False
        elif token.endswith("getAdvancedCluster"):
            yield "Atlas cluster", f"{arguments['projectId']}/{arguments['name']}", False
    env = program.one("WebService").inputs["env"]
    yield "queue name", env["BULLMQ_PREFIX"], True
    yield "queue name", env["ENVIRONMENT_NAME"], True
    yield "database", env["MONGODB_URI"].partition("@")[2].partition("?")[0], False
    yield "Cloudinary account", env["CLOUDINARY_CLOUD_NAME"], False
    yield from (
        ("generated secret", r.name and env[r.name], True) for r in program.all("Command") if r.name in env
    )


_SEEN: dict[str, set[tuple[str, str, bool]]] = {}


def used_by(files: Files) -> dict[str, set[tuple[str, str, bool]]]:
    """What each stack's program touches; a stack file that was run before is not run again."""
    uses = {}
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("Pulumi.yaml").write_text("name: bondigoo")
        for stack, values in files.items():
            Path(f"Pulumi.{stack}.yaml").write_text(json.dumps({"config": values}))
        for stack, values in files.items():
            text = stack + json.dumps(values)
            if text not in _SEEN:
                _SEEN[text] = touched_by(stack, values)
            uses[stack] = _SEEN[text]
    return uses


def touched_by(stack: str, values: dict[str, Any]) -> set[tuple[str, str, bool]]:
    try:
        return set(touched(run_program(stack, values, environment_of(stack, values))))
    except pulumi.RunError as error:
        # The one thing that only Atlas can tell.
        if "but Atlas serves the cluster" not in str(error):
            raise
        return set()


def agreed(kind: str, stacks: set[str], both_own: bool, files: Files) -> bool:
    if kind == "database":
        return all("sharedDatabase" in files[stack].get("acknowledge", {}) for stack in stacks)
    return not both_own and any(shared.kind == kind and stacks <= shared.stacks for shared in AGREED)


@pytest.mark.proves("R3", "C1", "C2", "T2")
@given(mutations())
@example([("staging", "database.name", "coaching-platform-dev")])
@example([(stack, "redis", {**REDIS, "name": "shop-one"}) for stack in ("staging", "dev")])
@example([("dev", "frontend", StackFiles()["staging"]["frontend"])])
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each step of shrinking runs three programs
)
def test_accepted_stack_files_share_nothing_but_what_is_agreed(changes: list[tuple[str, str, Any]]) -> None:
    files = accepted(changes)
    if files is None:
        return
    uses = used_by(files)
    for one, other in combinations(STACKS, 2):
        for kind, name, owned in uses[one]:
            for also in (True, False):
                if (kind, name, also) in uses[other]:
                    assert agreed(kind, {one, other}, owned and also, files), (kind, name, one, other)


def test_the_stack_files_as_they_are_committed_are_accepted() -> None:
    assert accepted([]) is not None
