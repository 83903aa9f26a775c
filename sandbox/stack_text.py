"""A stack file as its text and as plain values: what it means is for Pulumi and the program to say."""

import re
from collections.abc import Iterator
from typing import Any, cast

import yaml

_MERGE = "tag:yaml.org,2002:merge"
_OF_THE_REAL_BACKEND = ("encryptionsalt:", "secretsprovider:", "encryptedkey:")
_COMPOSER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Cut = tuple[int, int, str]


class _Texts(yaml.SafeLoader):
    """Every scalar is a text; aliases and `<<` are followed."""


class _FastTexts(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same in C, where PyYAML was built with it."""


_TEXTS: tuple[Any, ...] = (_Texts, _FastTexts)
for _loader in _TEXTS:
    _loader.yaml_implicit_resolvers = {"<": [(_MERGE, re.compile(r"<<$"))]}
    _loader.add_constructor(_MERGE, yaml.SafeLoader.construct_yaml_str)


def loaded(text: str) -> Any:
    """The document with every scalar as text. Raises yaml.YAMLError, TypeError or ValueError."""
    try:
        return yaml.load(text, _FastTexts)  # noqa: S506
    except (yaml.YAMLError, TypeError, ValueError):
        # libyaml reads ten times as fast, PyYAML itself says better what is wrong.
        return yaml.load(text, _Texts)  # noqa: S506


def without_encrypted(text: str, prefix: str) -> str:
    """The text without what belongs to a real backend: its encryption, and the values that it encrypted.

    A secret that is kept there comes from the environment instead. `prefix`: `project:`, perhaps before keys.
    """
    # libyaml does not count the mark of UTF-8 that editors put before everything.
    text = text.removeprefix("\ufeff")
    cuts = {*_cuts(text, prefix)}
    for start, end, instead in sorted(cuts, reverse=True):
        text = text[:start] + instead + text[end:]
    return "\n".join(line for line in text.splitlines() if not line.startswith(_OF_THE_REAL_BACKEND))


def _cuts(text: str, prefix: str) -> Iterator[Cut]:
    top = {key.value: value for key, value in _entries(yaml.compose(text, _COMPOSER))}
    config: Any = top.get("config")
    rows = list(_entries(config))
    for place, (key, value) in enumerate(rows):
        if is_encrypted({inner.value: inner for inner, _ in _entries(value)}):
            yield _flow_cut(rows, place) if config.flow_style else _block_cut(text, key, value)
        elif bare(str(key.value), prefix) == "secrets":
            sources = (source for _, source in _entries(value) if source.value == "config")
            for source in sources:
                start, end = source.start_mark.index, source.end_mark.index
                # What stands before it may be an anchor.
                yield start, end, re.sub(r"(['\"]?)config\1$", "env", text[start:end])


def _entries(node: Any) -> list[tuple[Any, Any]]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _block_cut(text: str, key: yaml.Node, value: yaml.Node) -> Cut:
    """From the beginning of the key's line to the end of the last one of its value, its comment included."""
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    last = len(text[: _last(value).end_mark.index].rstrip())
    end = text.find("\n", last) + 1
    return start, end or len(text), ""


def _flow_cut(rows: list[tuple[Any, Any]], place: int) -> Cut:
    """One entry of `{a: 1, b: 2}`, up to the next; a comma may be left at the end."""
    key, value = rows[place]
    end = value.end_mark if place + 1 == len(rows) else rows[place + 1][0].start_mark
    return key.start_mark.index, end.index, ""


def _last(node: Any) -> yaml.Node:
    """The node with which a node's text ends; after a block comes more before its own end."""
    if isinstance(node, yaml.ScalarNode) or not node.value or node.flow_style:
        return cast(yaml.Node, node)
    last = node.value[-1]
    return _last(last[1] if isinstance(node, yaml.MappingNode) else last)


def is_encrypted(value: Any) -> bool:
    """Whether a value is one that Pulumi keeps encrypted: `{secure: …}`."""
    return isinstance(value, dict) and "secure" in value


def bare(key: str, prefix: str) -> str:
    """A key without the name of the project: `branch` of `shop:branch` or `shop:config:branch`."""
    own = key.removeprefix(prefix)
    return own if own == key else own.removeprefix("config:")
