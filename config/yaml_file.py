"""Reading a stack file as Pulumi reads it: YAML 1.2 booleans, no dates, no key twice."""

import re
from pathlib import Path
from typing import Any

import yaml

from config.faults import Fault, SettingsError


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


_OWN = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _OWN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


def read_document(file: Path) -> dict[str, Any]:
    """The top-level mapping of a file, {} for anything else. Raises SettingsError if it cannot be read."""
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506
    except OSError as error:
        text = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        text = f"is not UTF-8 (byte {error.start}); save it as UTF-8"
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        text = f"is not valid YAML{line}: {error.problem}"
    except (yaml.YAMLError, ValueError, TypeError) as error:
        text = f"is not valid YAML: {error}".splitlines()[0]
    else:
        return document if isinstance(document, dict) else {}
    raise SettingsError([Fault(file.name, "", text)])
