"""The places of a workflow that follow from the stack files: branches, and which secrets a job gets.

Found by the marks of its YAML and changed there, so that every other character stays as somebody wrote it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from config.secrets import stack_variable
from config.settings import Settings
from config.violations import SettingsError, Violation

# Its step is the one that runs `pulumi` where the real state is, so that it reads the stack's secrets.
_ANCHOR = "PULUMI_BACKEND_URL"


class Source(NamedTuple):
    """Where in the stack files something comes from, as stack and key: `prod`, `secrets.JWT_SECRET`."""

    stack: str
    key: str


class Edit(NamedTuple):
    """New text for the characters from `start` up to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Place:
    """What stands in one place, item by item with its line, what should, and the edits that make it so.

    `stack`: the one whose secrets stand here, None for a place of branches.
    """

    line: int
    held: Mapping[str, int]
    wanted: Mapping[str, Source]
    edits: tuple[Edit, ...]
    stack: str | None = None


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with these edits made, none of which touches another."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def places(file: str, text: str, stacks: Mapping[str, Settings]) -> list[Place]:
    """Each place of a workflow. Raises SettingsError when it cannot be read or edited."""
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        what = f"is not valid YAML: {' '.join(str(error).split())}"
        raise SettingsError([Violation(file, "", what, "no job of it would run", "correct it")]) from None
    found = [*_pushed(_get(root, "on", "push", "branches"), stacks)]
    for env in _all(root, "env"):
        found += _table(_get(env, "BRANCHES"), stacks)
    for stack, settings in stacks.items():
        for job in _jobs_of(root, stack):
            found += _of_job(file, text, job, stack, settings)
    return found


def _jobs_of(root: yaml.Node | None, stack: str) -> Iterator[yaml.Node]:
    """The jobs of a stack: `prod`, and what prepares it, such as `prod-preview`."""
    jobs = _get(root, "jobs")
    for name, job in jobs.value if isinstance(jobs, yaml.MappingNode) else ():
        if name.value.partition("-")[0] == stack:
            yield job


def _pushed(node: yaml.Node | None, stacks: Mapping[str, Settings]) -> Iterator[Place]:
    """The branches whose pushes start a workflow."""
    if isinstance(node, yaml.SequenceNode):
        end = node if node.flow_style else node.value[-1]
        wanted = {branch_filter(s.branch): Source(stack, "branch") for stack, s in stacks.items()}
        edit = Edit(node.start_mark.index, end.end_mark.index, f"[{', '.join(map(_scalar, wanted))}]")
        yield Place(_line(node), {item.value: _line(item) for item in node.value}, wanted, (edit,))


def branch_filter(branch: str) -> str:
    """The filter for one branch: in a filter `+` repeats what stands before it.

    Source: GitHub's "Workflow syntax", the filter pattern cheat sheet.
    """
    return branch.replace("+", r"\+")


def _table(node: yaml.Node | None, stacks: Mapping[str, Settings]) -> Iterator[Place]:
    """The text that `--branches` of `ops.ci` reads."""
    wanted = {f"{s.branch}={stack}": Source(stack, "branch") for stack, s in stacks.items()}
    yield from _scalar_place(node, " ".join(wanted), wanted)


def _of_job(file: str, text: str, job: yaml.Node | None, stack: str, settings: Settings) -> Iterator[Place]:
    """The branch that a stack's job checks out, if it names one, and the secrets that it gets."""
    branch = {settings.branch: Source(stack, "branch")}
    for checkout in _all(job, "with"):
        if _get(checkout, "repository") is None:
            yield from _scalar_place(_get(checkout, "ref"), settings.branch, branch)
    for env in _all(job, "env"):
        if isinstance(env, yaml.MappingNode) and _get(env, _ANCHOR) is not None:
            if env.flow_style:
                what, write = "has an `env` in one line", "give each variable a line of its own"
                raise SettingsError([Violation(file, f"jobs.{stack}", what, write=write, line=_line(env))])
            yield _secrets(text, env, stack, settings)


def _scalar_place(node: yaml.Node | None, value: str, wanted: Mapping[str, Source]) -> Iterator[Place]:
    # An expression is GitHub's to fill in, and whoever wrote it has a reason.
    if isinstance(node, yaml.ScalarNode) and "${{" not in node.value:
        start, end = node.start_mark.index, node.end_mark.index
        edit = Edit(start, end, _scalar(value) if start < end else f" {_scalar(value)}")
        yield Place(_line(node), dict.fromkeys(node.value.split(), _line(node)), wanted, (edit,))


def _secrets(text: str, env: yaml.MappingNode, stack: str, settings: Settings) -> Place:
    """The lines of an `env` whose names begin with the stack; without any, where they would follow."""
    keys = [key for key, source in settings.secrets.items() if source == "env"]
    wanted = {stack_variable(stack, key): Source(stack, f"secrets.{key}") for key in keys}
    own = [pair for pair in env.value if pair[0].value.startswith(stack_variable(stack, ""))]
    # One that hands over another secret under a name that is wanted does not hand this one over.
    held = {
        key.value: _line(key)
        for key, value in own
        if key.value not in wanted or value.value == _handed_over(key.value)
    }
    indent = " " * env.start_mark.column
    block = "".join(f"{indent}{name}: {_handed_over(name)}\n" for name in wanted)
    return Place(_line(env), held, wanted, _replaced(text, env, own, block), stack)


def _replaced(
    text: str, env: yaml.MappingNode, own: list[tuple[yaml.Node, yaml.Node]], block: str
) -> tuple[Edit, ...]:
    """The block instead of the first of its own lines, and none of the others."""
    if not own:
        end = _end(text, env.value[-1][1])
        return (Edit(end, end, block if text[:end].endswith("\n") else f"\n{block}"),)
    first, *others = (
        Edit(key.start_mark.index - key.start_mark.column, _end(text, value), "") for key, value in own
    )
    return first._replace(text=block), *others


def _handed_over(name: str) -> str:
    return f"${{{{ secrets.{name} }}}}"


def _end(text: str, node: yaml.Node) -> int:
    """Where the line after a value begins; a value of several lines ends there already."""
    end: int = node.end_mark.index
    return end if text[end - 1] == "\n" else text.find("\n", end) + 1 or len(text)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _get(node: yaml.Node | None, *path: str) -> yaml.Node | None:
    for name in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value == name), None)
    return node


def _all(node: yaml.Node | None, name: str) -> Iterator[yaml.Node]:
    """The value of each key of this name, at any depth."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == name:
                yield value
            yield from _all(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _all(item, name)


def _scalar(value: str) -> str:
    """The value as YAML; in quotes where a reader could take it for a number, a date or true and false."""
    plain = value[0].isalpha() and yaml.safe_load(value) == value
    return value if plain else json.dumps(value)
