"""Where a workflow lacks what the places are found by: nothing would be compared there, and all seem well."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import yaml

from config.secrets import stack_variable
from config.settings import Settings
from config.stacks import stack_file
from config.violations import Violation
from ops.workflows.document import Document, envs, get, line, pairs, text_of
from ops.workflows.places import ANCHOR, checkouts, jobs_of, secret_envs


def landmark_findings(document: Document, stacks: Mapping[str, Settings]) -> Iterator[Violation]:
    """A finding for each landmark of `deploy` and `drift` that is missing; none for other workflows."""
    name = PurePosixPath(document.file).stem
    if name == "deploy":
        yield from _unfiltered_push(document, stacks)
    if name in ("deploy", "drift"):
        for stack in stacks:
            yield from _not_one_place(document, stack)
            yield from _of_others(document, stack, stacks)
    if name == "drift":
        for stack in stacks:
            yield from _default_branch(document, stack)


def _unfiltered_push(document: Document, stacks: Mapping[str, Settings]) -> Iterator[Violation]:
    triggers = get(document.root, "on")
    listed = triggers.value if isinstance(triggers, yaml.SequenceNode) else [triggers]
    push = get(triggers, "push")
    if (push is not None or "push" in map(text_of, listed)) and get(push, "branches") is None:
        what = "does not name the branches whose pushes deploy"
        why = "any push would start it, and no other `branch` of a stack file would be noticed"
        write = f"write `branches: [{', '.join(one.branch for one in stacks.values())}]` under `push`"
        also = tuple(map(stack_file, stacks))
        yield Violation(document.file, "on.push", what, why, write, also=also, line=_line(triggers))


def _not_one_place(document: Document, stack: str) -> Iterator[Violation]:
    own = get(document.root, "jobs", stack)
    for job in jobs_of(document, stack) if own is not None else [None]:
        found = secret_envs(job)
        if len(found) != 1:
            many = f"has {len(found)} steps" if found else "has no step"
            what = "is no job of this workflow" if job is None else f"{many} whose `env` names {ANCHOR}"
            why = "which secrets the stack gets could not be compared with its file"
            write = f"give the job `{stack}` one step with it, where `pulumi` runs, or remove the workflow"
            yield _of_job(document, stack, what, why, write, job)


def _of_others(document: Document, stack: str, stacks: Mapping[str, Settings]) -> Iterator[Violation]:
    """What begins with another stack's name, unless it is a value of this stack's own lines."""
    others = "|".join(stack_variable(other, "") for other in stacks if other != stack)
    reads = re.compile(rf"\bsecrets\b\W+(?:{others})")
    for env in (env for job in jobs_of(document, stack) for env in envs(job)):
        for name, value in pairs(env):
            own = name.value.startswith(stack_variable(stack, ""))
            if not own and (re.match(others, name.value) or reads.search(text_of(value))):
                what = f"gets {name.value}, which is another environment's"
                why = "what runs for one environment could read and change another"
                yield _of_job(document, stack, what, why, "remove it", name)


def _default_branch(document: Document, stack: str) -> Iterator[Violation]:
    job = get(document.root, "jobs", stack)
    if job is not None and not any(get(step, "with", "ref") for step in checkouts(document, stack)):
        what = "has no actions/checkout with a `ref`, so it gets the default branch"
        why = "the stack would be compared with another environment's files"
        yield _of_job(document, stack, what, why, "write the stack's branch as `ref` under `with`", job)


def _of_job(
    document: Document, stack: str, what: str, why: str, write: str, node: yaml.Node | None
) -> Violation:
    also = (stack_file(stack),)
    return Violation(document.file, f"jobs.{stack}", what, why, write, also=also, line=_line(node))


def _line(node: yaml.Node | None) -> int | None:
    return line(node) if node else None
