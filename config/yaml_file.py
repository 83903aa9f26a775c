"""Reading a stack file as Pulumi reads it: YAML 1.2, no dates, no key twice, and every key's line."""

import re
from pathlib import Path
from typing import Any

import yaml

from config.violations import SettingsError, Violation


class _Loader(yaml.SafeLoader):
    """PyYAML speaks YAML 1.1, in which `yes` is true, 2024-01-01 a date, and the last of two keys wins."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key '{key}' stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


_TAG = "tag:yaml.org,2002:"
# As Pulumi's own reader (Go's yaml.v3) has them; of numbers, PyYAML would read 1e3 as text and 1:30 as 90.
_OWN = {
    "bool": (r"true|false", "tf"),
    "int": (r"[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*|0)", "-+0123456789"),
    "float": (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan", "-+.0123456789"),
}
_DROPPED = {_TAG + name for name in (*_OWN, "timestamp")}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _DROPPED]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _name, (_pattern, _first) in _OWN.items():
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(f"^(?:{_pattern})$"), list(_first))


def read_document(file: Path) -> dict[str, Any]:
    """The top-level mapping of a file, {} for anything else. Raises SettingsError if it cannot be read."""
    line, write = None, ""
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506
    except OSError as error:
        text = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        text, write = f"is not UTF-8 (byte {error.start})", "save it as UTF-8"
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        text = f"is not valid YAML{f' in line {line}' if line else ''}: {error.problem}"
        if "'\\t'" in str(error.problem):
            write = "YAML is indented by spaces, so replace the tab"
    except (yaml.YAMLError, ValueError, TypeError) as error:
        text = f"is not valid YAML: {error}".splitlines()[0]
    else:
        return document if isinstance(document, dict) else {}
    raise SettingsError([Violation(file.name, "", text, write=write, line=line)])


def key_lines(file: Path) -> dict[str, int]:
    """The line (from 1) of each key and list item under `config:`, as `redis.allow[0]`; {} if unreadable."""
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), _Loader)
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    top = {key.value: value for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
    lines = {}
    if isinstance(top.get("config"), yaml.MappingNode):
        for key, value in top["config"].value:
            # A key of the project's own may be written with its namespace, `shop:branch`.
            lines.update(_lines(str(key.value).rpartition(":")[2], key, value))
    return lines


def _lines(path: str, at: yaml.Node, node: yaml.Node) -> dict[str, int]:
    found = {path: at.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found.update(_lines(f"{path}.{key.value}", key, value))
    elif isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            found.update(_lines(f"{path}[{place}]", item, item))
    return found


def line_of(lines: dict[str, int], key: str) -> int | None:
    """The line of a key, or of the nearest one above it when the file lacks it."""
    while key and key not in lines:
        key = re.sub(r"(\.[^.\[]*|\[\d+\])$", "", key) if re.search(r"[.\[]", key) else ""
    return lines.get(key)
