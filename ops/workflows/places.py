"""The places of a workflow that follow from the stack files: branches, and which secrets a job gets."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

import yaml

from config.secrets import stack_variable
from config.settings import Settings
from config.stacks import stack_file
from config.violations import SettingsError, Violation
from ops.workflows.document import Document, envs, get, line, pairs, steps, text_of
from ops.workflows.edits import Edits, Pair, list_edits, same, text_edits, variable_edits

# Its step is the one that runs `pulumi` where the real state is, so that it reads the stack's secrets.
ANCHOR = "PULUMI_BACKEND_URL"


class Source(NamedTuple):
    """Where in the stack files something comes from, as stack and key: `prod`, `secrets.JWT_SECRET`."""

    stack: str
    key: str


@dataclass(frozen=True)
class Place:
    """What stands in one place, item by item with its line, what should, and the edits that make it so.

    `nodes`: those whose text is made here. `stack`: the one whose secrets stand here, None for branches.
    """

    line: int
    held: Mapping[str, int]
    wanted: Mapping[str, Source]
    edits: Edits
    nodes: tuple[yaml.Node, ...]
    stack: str | None = None


def places(document: Document, stacks: Mapping[str, Settings]) -> list[Place]:
    """Each place of a workflow. Raises SettingsError when one has to be written and cannot be."""
    found = [*_pushed(document, stacks), *_tables(document, stacks)]
    for stack, settings in stacks.items():
        found += _checked_out(document, stack, settings)
        envs_of_stack = (env for job in jobs_of(document, stack) for env in secret_envs(job))
        found += (_secrets(document, env, stack, settings) for env in envs_of_stack)
    return found


def jobs_of(document: Document, stack: str) -> list[yaml.Node]:
    """The jobs of a stack: `prod`, and what prepares it, such as `prod-preview`."""
    named = pairs(get(document.root, "jobs"))
    return [job for name, job in named if name.value.partition("-")[0] == stack]


def secret_envs(job: yaml.Node | None) -> list[yaml.MappingNode]:
    """Where a job, or a step of it, reaches the state and so reads its stack's secrets."""
    return [env for env in envs(job) if get(env, ANCHOR) is not None]


def checkouts(document: Document, stack: str) -> list[yaml.Node]:
    """The steps of a stack's jobs that check this repository out."""
    found = (step for job in jobs_of(document, stack) for step in steps(job))
    own = (step for step in found if get(step, "with", "repository") is None)
    return [step for step in own if text_of(get(step, "uses")).startswith("actions/checkout@")]


def branch_filter(branch: str) -> str:
    """The filter for one branch: in a filter `+` repeats what stands before it.

    Source: GitHub's "Workflow syntax", the filter pattern cheat sheet.
    """
    return branch.replace("+", r"\+")


def _pushed(document: Document, stacks: Mapping[str, Settings]) -> Iterator[Place]:
    """The branches whose pushes start a workflow. Patterns of somebody's own stay."""
    node = get(document.root, "on", "push", "branches")
    if node is not None:
        wanted = {branch_filter(s.branch): Source(stack, "branch") for stack, s in stacks.items()}
        # More tests than are needed harm nobody, so any other branch stays too.
        keep = _any if PurePosixPath(document.file).stem == "ci" else _is_pattern
        edits = list_edits(document, "on.push.branches", node, wanted, keep)
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        held = {text_of(item): line(item) for item in items}
        yield Place(line(node), held, wanted, edits, (node,))


def _any(_: str) -> bool:
    return True


def _is_pattern(item: str) -> bool:
    return bool(re.search(r"^!|[*?\[]|(?<!\\)\+", item))


def _tables(document: Document, stacks: Mapping[str, Settings]) -> Iterator[Place]:
    """The text that `--branches` of `ops.ci` reads, from the step's own variables or those around it."""
    wanted = {f"{s.branch}={stack}": Source(stack, "branch") for stack, s in stacks.items()}
    found: dict[int, yaml.Node] = {}
    for _, job in pairs(get(document.root, "jobs")):
        for step in steps(job):
            if "--branches" in text_of(get(step, "run")):
                around = (get(part, "env", "BRANCHES") for part in (step, job, document.root))
                found |= {id(node): node for node in [*filter(None, around)][:1]}
    for node in found.values():
        yield from _text_place(document, "BRANCHES", node, " ".join(wanted), wanted)


def _checked_out(document: Document, stack: str, settings: Settings) -> Iterator[Place]:
    """The branch that a stack's job checks out, if it names one."""
    nodes = (get(step, "with", "ref") for step in checkouts(document, stack))
    for node in {id(node): node for node in nodes if node is not None}.values():
        wanted = {settings.branch: Source(stack, "branch")}
        yield from _text_place(document, f"jobs.{stack}", node, settings.branch, wanted)


def _text_place(
    document: Document, key: str, node: yaml.Node, value: str, wanted: Mapping[str, Source]
) -> Iterator[Place]:
    words = text_of(node).split()
    # An expression is GitHub's to fill in, and whoever wrote it has a reason.
    if "${{" not in text_of(node):
        edits = text_edits(document, key, node, value) if sorted(words) != sorted(wanted) else ()
        yield Place(line(node), dict.fromkeys(words, line(node)), wanted, edits, (node,))


def _secrets(document: Document, env: yaml.MappingNode, stack: str, settings: Settings) -> Place:
    """The lines of an `env` whose names begin with the stack; without any, where they would follow."""
    keys = [key for key, source in settings.secrets.items() if source == "env"]
    wanted = {stack_variable(stack, key): Source(stack, f"secrets.{key}") for key in keys}
    own = [pair for pair in pairs(env) if pair[0].value.startswith(stack_variable(stack, ""))]
    _require_free(document, [pair for pair in pairs(env) if pair not in own], wanted)
    values = {name: f"${{{{ secrets.{name} }}}}" for name in wanted}
    edits = variable_edits(document, f"jobs.{stack}", env, own, values)
    # One that hands over another secret under a name that is wanted does not hand this one over.
    held = {
        name.value: line(name)
        for name, value in own
        if name.value not in wanted or same(text_of(value), values[name.value])
    }
    return Place(line(env), held, wanted, edits, tuple(node for pair in own for node in pair), stack)


def _require_free(document: Document, others: list[Pair], wanted: Mapping[str, Source]) -> None:
    """Raise SettingsError when CI keeps a credential of its own under the name of an application's secret."""
    taken = [
        Violation(
            stack_file(source.stack),
            source.key,
            f"would get the value of {variable.value}: CI reads its own under the name {name} "
            f"({document.file}:{line(variable)})",
            "the application would hold a key that is not its own",
            "call the application's otherwise",
            also=(document.file,),
        )
        for variable, value in others
        for name, source in wanted.items()
        if "secrets" in text_of(value) and name in re.findall(r"\w+", text_of(value))
    ]
    if taken:
        raise SettingsError(taken)
