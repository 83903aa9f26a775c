"""Where the workflows do not say what the stack files say: one finding for each branch and each secret."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from config.secrets import stack_variable
from config.settings import Settings
from config.stacks import stack_file
from config.violations import SettingsError, Violation
from ops.workflows import FOLDER, read_workflows
from ops.workflows.document import Document
from ops.workflows.landmarks import landmark_findings
from ops.workflows.places import Place, Source, places

_WRITE = "run `python -m ops reference`"


def findings(folder: Path, stacks: Mapping[str, Settings]) -> list[Violation]:
    """All of them for a folder's workflows; none only where `reference` would write none of them anew."""
    try:
        documents = [Document(file, text) for file, text in read_workflows(folder).items()]
        found = [(one.file, place) for one in documents for place in places(one, stacks)]
    except SettingsError as error:
        everybody = tuple(map(stack_file, stacks))
        return [replace(one, also=one.also or everybody) for one in error.violations]
    said = [*_lacking(found, stacks), *_left_over(found)]
    missed = [finding for one in documents for finding in landmark_findings(one, stacks)]
    return [*(said or _other(found, stacks)), *missed]


def _lacking(found: list[tuple[str, Place]], stacks: Mapping[str, Settings]) -> Iterator[Violation]:
    """What a stack file names and some workflow does not."""
    lacking: dict[Source, dict[str, None]] = {}
    for file, place in found:
        for item, source in place.wanted.items():
            if item not in place.held:
                lacking.setdefault(source, {})[file] = None
    for (stack, key), files in lacking.items():
        if key == "branch":
            what = f"'{stacks[stack].branch}' is not the branch of {stack} in {_named(files)}"
            why = "a push to it would deploy nothing, or another environment"
        else:
            what = f"is not handed over by {_named(files)}"
            why = "an update works on a machine and fails in CI"
        yield Violation(stack_file(stack), key, what, why, _WRITE, also=tuple(files))


def _left_over(found: list[tuple[str, Place]]) -> Iterator[Violation]:
    """The secrets that a workflow hands over and the stack file does not name."""
    extra: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for file, place in found:
        for item, line in place.held.items():
            if place.stack and item not in place.wanted:
                extra.setdefault((place.stack, item), []).append((file, line))
    for (stack, name), ((file, line), *others) in extra.items():
        also = "".join(f", by {other}:{its} too" for other, its in others)
        key = f"secrets.{name.removeprefix(stack_variable(stack, ''))}"
        what = f"{name} is handed over{also}, but {stack_file(stack)} does not name it as `env`"
        why = "the job would go on holding a secret that nobody reads"
        files = (*(other for other, _ in others), stack_file(stack))
        yield Violation(file, key, what, why, f"{_WRITE}, or name it there", also=files, line=line)


def _other(found: list[tuple[str, Place]], stacks: Mapping[str, Settings]) -> Iterator[Violation]:
    """What is left to be written anew where nothing lacks: a branch of nobody, a line that stands twice."""
    different = [(file, place) for file, place in found if place.edits]
    for file, place in different[:1]:
        what = "is not as written by `python -m ops reference`: more stands there than the stack files say"
        why = "what runs at a push would be decided here, and not where the environments are described"
        others = {name: None for name, _ in different if name != file}
        also = (*others, *map(stack_file, stacks))
        yield Violation(file, "", what, why, _WRITE, also=also, line=place.line)


def _named(files: Mapping[str, None]) -> str:
    *first, last = (PurePosixPath(file).name for file in files)
    return f"{FOLDER}/{' and '.join([', '.join(first), last] if first else [last])}"
