"""What Pulumi makes of YAML: Go's yaml.v3 takes more for numbers, dates and nothing than what looks so.

Its rules are in resolve.go and decode.go of github.com/go-yaml/yaml/tree/v3. A form that comes out otherwise
than it is written is refused: `0123` would be 83, `2024-03-01` a time in UTC.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from config.types import InvalidValue

_PLAIN: Final = "plain"
_STANDARD: Final = "tag:yaml.org,2002:"
_TEXT: Final = f"{_STANDARD}str"
_LIST: Final = f"{_STANDARD}seq"
_MAPPING: Final = f"{_STANDARD}map"
_MERGE: Final = "<<"
_INT = re.compile(r"0|-?[1-9][0-9]{0,18}")
_LARGEST = 2**63 - 1
_MANY = 1000
_NUMBER = re.compile(
    r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(([Tt]| +)[0-9][0-9:.,]*(Z|[-+][0-9]{2}:[0-9]{2})?)?")
_WORDS = {
    **dict.fromkeys(("True", "TRUE", "False", "FALSE"), "a boolean"),
    **dict.fromkeys(("Null", "NULL"), "nothing"),
}
_REMEDY = {
    "a boolean": "put it in quotes, or write true or false in small letters for a boolean",
    "a number": "put it in quotes, or write it in plain digits for a number",
}
# Pulumi writes what it has read as YAML once more and reads that, and loses these in blocks of its own.
_LOST = re.compile(r"\n|[\u2028\u2029].*\n", re.DOTALL)
_TAB = re.compile(r"\t.*\n", re.DOTALL)
_HALF = re.compile("[\ud800-\udfff]")


class Loader(yaml.SafeLoader):
    """Composes; which plain scalar is what, the `Reader` says."""

    # yaml.v3 does not know `\/`.
    ESCAPE_REPLACEMENTS = {  # type: ignore[misc]  # noqa: RUF012
        key: to for key, to in yaml.SafeLoader.ESCAPE_REPLACEMENTS.items() if key != "/"
    }

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: Any) -> list[str]:
        """Part of a text in quotes. Raises ScannerError for what is no character: half of one, or beyond."""
        try:
            chunks = super().scan_flow_scalar_non_spaces(double, start_mark)
            halves = any(map(_HALF.search, chunks))
        except (ValueError, OverflowError):
            halves = True
        if halves:
            problem = "an escape is half a character or none; write the character itself"
            raise yaml.scanner.ScannerError(None, None, problem, self.get_mark())
        return chunks

    def scan_directive(self) -> yaml.DirectiveToken:
        """A line such as `%YAML 1.2`. Raises ScannerError for one that yaml.v3 does not take."""
        token = super().scan_directive()
        if token.name != "TAG" and (token.name, token.value) != ("YAML", (1, 1)):
            problem = f"Pulumi does not take the line %{token.name}, which may be left out"
            raise yaml.scanner.ScannerError(None, None, problem, token.start_mark)
        return token


Loader.yaml_implicit_resolvers = {None: [(_PLAIN, re.compile(""))]}
Refuse = Callable[[str, yaml.Node, InvalidValue], None]


@dataclass
class Reader:
    """Makes plain values of nodes. `refuse` gets path, node and reason of what comes out otherwise.

    Raises yaml.MarkedYAMLError for what Pulumi cannot read either.
    """

    refuse: Refuse
    _open: list[yaml.Node] = field(default_factory=list)
    _met: set[int] = field(default_factory=set)
    _times: int = 0

    def value(self, path: str, node: yaml.Node) -> Any:
        """The value of a node that stands under a path such as `redis.allow[0]`."""
        if any(one is node for one in self._open):
            raise _error("an alias leads back to itself", node)
        self._met.add(id(node))
        self._times += 1
        # Well before yaml.v3, which counts to 1,000 values with 99% in aliases.
        if self._times > _MANY and len(self._met) * 10 < self._times:
            raise _error("aliases make it more than ten times as large", node)
        self._open.append(node)
        try:
            match node:
                case yaml.MappingNode(tag=tag) if tag == _MAPPING:
                    return self._mapping(path, node)
                case yaml.SequenceNode(tag=tag) if tag == _LIST:
                    return [self.value(f"{path}[{place}]", item) for place, item in enumerate(node.value)]
                case yaml.ScalarNode(tag=tag) if tag in (_TEXT, _PLAIN):
                    self._look_at_form(path, node)
                    return self._plain(path, node) if tag == _PLAIN else node.value
            tag = node.tag.replace(_STANDARD, "!!")
            what, write = f"has the tag {tag}, which readers take differently", "remove it"
            return self.refuse(path, node, InvalidValue(what, write=write))
        finally:
            self._open.pop()

    def _look_at_form(self, path: str, node: yaml.ScalarNode) -> None:
        """Refuse a text that Pulumi cannot read, or reads without its beginning, whatever its tag."""
        in_block = node.style in ("|", ">")
        if _TAB.match(node.value) or (in_block and node.value.lstrip("\n").startswith("\t")):
            what, write = (
                "begins with a tab, with which Pulumi reads no block",
                "begin with another character",
            )
            self.refuse(path, node, InvalidValue(what, write=write))
        elif _LOST.match(node.value):
            what, write = "begins with an empty line, which Pulumi drops", "begin with the first line"
            self.refuse(path, node, InvalidValue(what, write=write))

    def _plain(self, path: str, node: yaml.ScalarNode) -> Any:
        text: str = node.value
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _INT.fullmatch(text) and abs(int(text)) <= _LARGEST:
            return int(text)
        if taken := taken_for(text):
            what, write = f"is read as {taken} and not as text", _REMEDY.get(taken, "put it in quotes")
            self.refuse(path, node, InvalidValue(what, write=write))
        return text

    def _mapping(self, path: str, node: yaml.MappingNode) -> dict[str, Any]:
        own: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = self._key(path, key_node)
            if key in seen:
                raise _error(f"key '{key}' stands twice", key_node)
            seen.add(key)
            if key == _MERGE:
                merged = self._merged(path, value_node)
            else:
                own[key] = self.value(below(path, key), value_node)
        # What is written wins over what is merged, wherever the two stand.
        return {**merged, **own}

    def _merged(self, path: str, node: yaml.Node) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for part in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if not isinstance(part, yaml.MappingNode):
                raise _error("`<<` merges something that has no keys", node)
            merged = {**self.value(path, part), **merged}
        return merged

    def _key(self, path: str, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise _error("a key is not a text", node)
        if not isinstance(self.value(below(path, node.value), node), str):
            what = "is a key that is not read as text"
            self.refuse(below(path, node.value), node, InvalidValue(what, write="put it in quotes"))
        return str(node.value)


def taken_for(text: str) -> str | None:
    """What Pulumi takes a plain text for that does not look so; a small whole number looks like one."""
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text.replace("_", "")) and text[0] != "_":
        return "a number"
    return "a date" if _DATE.fullmatch(text) else None


def _error(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


def below(path: str, key: str) -> str:
    """The path of a key inside the mapping at a path."""
    return f"{path}.{key}" if path else key


def entries(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Key and value nodes of a mapping, none of anything else."""
    return iter(node.value if isinstance(node, yaml.MappingNode) else ())
