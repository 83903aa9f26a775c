"""Reading a stack file as Pulumi reads it, no key twice, and every key's line."""

import re
from pathlib import Path
from typing import Any

import yaml

from config.types import InvalidValue
from config.violations import SettingsError, Violation
from config.yaml_forms import Loader, Reader, below, entries


def read_document(file: Path, project: str | None = None) -> dict[str, Any]:
    """The top-level mapping of a file, {} for anything else.

    Raises SettingsError if it cannot be read, or for each value of ours that Pulumi reads otherwise than
    written: in a stack file those of `project`, without one the `name` in the project's own.
    """
    found: list[Violation] = []

    def refuse(path: str, node: yaml.Node, why: InvalidValue) -> None:
        if key := _as_people_write(path, project):
            line = node.start_mark.line + 1
            found.append(Violation(file.name, key, why.what, why.why, why.write, line=line))

    line, write = None, ""
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader)
        document = Reader(refuse).value("", root) if root else None
    except OSError as error:
        text = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        text, write = f"is not UTF-8 (byte {error.start})", "save it as UTF-8"
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        text = f"is not valid YAML{f' in line {line}' if line else ''}: {error.problem}"
        if "'\\t'" in str(error.problem):
            write = "write spaces instead of the tab"
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        text = f"is not valid YAML: {error}".splitlines()[0]
    else:
        if found:
            raise SettingsError(found)
        return document if isinstance(document, dict) else {}
    raise SettingsError([Violation(file.name, "", text, write=write, line=line)])


def _as_people_write(path: str, project: str | None) -> str:
    """`redis.allow[0]` for `config.shop:redis.allow[0]` of the project shop, "" for what is not ours."""
    if project is None:
        return path if path == "name" else ""
    inside = path.removeprefix("config.")
    own = inside.removeprefix(f"{project}:")
    key = own if own == inside else own.removeprefix("config:")
    # No key of ours holds a colon, at the top or below: the rest is another namespace's.
    return "" if inside == path or ":" in key else key


def key_lines(file: Path) -> dict[str, int]:
    """The line (from 1) of each key and list item under `config:`, as `redis.allow[0]`; {} if unreadable."""
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader)
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return {}
    top = {key.value: value for key, value in entries(root)}
    lines: dict[str, int] = {}
    met: set[int] = set()
    for key, value in entries(top.get("config")):
        _add_lines(lines, met, str(key.value).rpartition(":")[2], key, value)
    return lines


def _add_lines(lines: dict[str, int], met: set[int], path: str, at: yaml.Node, node: yaml.Node) -> None:
    """What an alias stands for has its lines where it is written, and counts as one line here."""
    lines[path] = at.start_mark.line + 1
    if id(node) in met:
        return
    met.add(id(node))
    for key, value in entries(node):
        _add_lines(lines, met, below(path, str(key.value)), key, value)
    for place, item in enumerate(node.value if isinstance(node, yaml.SequenceNode) else ()):
        _add_lines(lines, met, f"{path}[{place}]", item, item)


def line_of(lines: dict[str, int], key: str) -> int | None:
    """The line of a key, or of the nearest one above it when the file lacks it."""
    while key and key not in lines:
        key = re.sub(r"(\.[^.\[]*|\[\d+\])$", "", key) if re.search(r"[.\[]", key) else ""
    return lines.get(key)
