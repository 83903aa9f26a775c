"""A workflow as the nodes of its YAML with their marks, and what of it can be written anew."""

from collections.abc import Iterator
from typing import Any

import yaml

from config.violations import SettingsError, Violation


class _Loader(yaml.SafeLoader):
    """Remembers which nodes have an anchor: an alias is the same node again, where the first stands."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.anchored: list[yaml.Node] = []

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        node = super().compose_node(parent, index)
        if node and event.anchor and not isinstance(event, yaml.AliasEvent):
            self.anchored.append(node)
        return node


class Document:
    """The text of one workflow and its nodes. Raises SettingsError when it is not YAML."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        try:
            loader = _Loader(text)
            self.root = loader.get_single_node()
        except yaml.YAMLError as error:
            what = f"is not valid YAML: {' '.join(str(error).split())}"
            raise SettingsError([Violation(file, "", what, "no job of it would run", "correct it")]) from None
        self._anchored = loader.anchored

    def refusal(self, key: str, node: yaml.Node, what: str, write: str) -> SettingsError:
        """That something of this workflow can only be written by hand."""
        return SettingsError([Violation(self.file, key, what, write=write, line=line(node))])

    def require_own(self, key: str, *nodes: yaml.Node) -> None:
        """Raise SettingsError unless what is written in these nodes is read nowhere else."""
        for node in nodes:
            start, end = span(node)
            if any(one[0] < end and start < one[1] for one in map(span, self._anchored)):
                what = (
                    "is shared by an anchor and its aliases (& and *), so a change of it would change others"
                )
                raise self.refusal(key, node, what, "write it out in each place")

    def require_text(self, key: str, *nodes: yaml.Node) -> None:
        """Raise SettingsError unless each is one text, in quotes or without, that stands here alone."""
        for node in nodes:
            if not isinstance(node, yaml.ScalarNode):
                what = "holds a list or a mapping where one text belongs"
                raise self.refusal(key, node, what, "write one text there")
            if node.style in ("|", ">"):
                what = "is written with | or >, where blanks and line ends are part of the text"
                raise self.refusal(key, node, what, "write it in one line")
        self.require_own(key, *nodes)


def get(node: yaml.Node | None, *path: str) -> yaml.Node | None:
    """What stands under these keys, if anything does."""
    for name in path:
        node = next((value for key, value in pairs(node) if key.value == name), None)
    return node


def pairs(node: yaml.Node | None) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """The keys that are texts, with their values, of a mapping; nothing of anything else."""
    found = node.value if isinstance(node, yaml.MappingNode) else []
    return [(key, value) for key, value in found if isinstance(key, yaml.ScalarNode)]


def steps(job: yaml.Node | None) -> list[yaml.Node]:
    """The steps of a job."""
    node = get(job, "steps")
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def envs(job: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    """The variables of a job and of its steps; what an alias repeats comes once."""
    found = {id(env): env for env in (get(part, "env") for part in (job, *steps(job)))}
    return (env for env in found.values() if isinstance(env, yaml.MappingNode))


def text_of(node: yaml.Node | None) -> str:
    """The text of a node that is one, else an empty one."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def span(node: yaml.Node) -> tuple[int, int]:
    """From which character up to which a node stands."""
    return int(node.start_mark.index), int(node.end_mark.index)


def line(node: yaml.Node) -> int:
    """The line on which a node begins, from 1."""
    return int(node.start_mark.line) + 1


def line_start(node: yaml.Node) -> int:
    """Where the line begins on which a node does."""
    return int(node.start_mark.index) - int(node.start_mark.column)


def line_end(text: str, node: yaml.Node) -> int:
    """Where the line after a value begins; a value with | or > ends there already."""
    end = span(node)[1]
    return end if text[end - 1] == "\n" else text.find("\n", end) + 1 or len(text)
