"""A stack file as its text and as plain values: what it means is for Pulumi and the program to say."""

import re
from collections.abc import Iterator
from typing import Any, cast

import yaml

_MERGE = "tag:yaml.org,2002:merge"
_OF_THE_REAL_BACKEND = ("encryptionsalt", "secretsprovider", "encryptedkey")
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


def without_encrypted(text: str, wanted: dict[str, Any], prefix: str) -> str:
    """The text without what belongs to a real backend: its encryption, and the values that it encrypted.

    `wanted`: what is to be left of it, by `without_encrypted_values`. `prefix`: `project:`, perhaps before
    keys.
    """
    # libyaml does not count the mark of UTF-8 that editors put before everything.
    text = text.removeprefix("\ufeff")
    root = yaml.compose(text, _COMPOSER)
    rest = text
    for start, end, instead in sorted({*_cuts(text, root, prefix)}, reverse=True):
        rest = rest[:start] + instead + rest[end:]
    rest = "\n".join(rest.splitlines())
    return rest if _holds(f"{rest}\n", wanted) else _anew(root, prefix)


def without_encrypted_values(document: dict[str, Any], prefix: str) -> dict[str, Any]:
    """What is left of a document, whose `config` is a mapping, without its encryption and what is encrypted.

    A secret that is kept there comes from the environment instead.
    """
    config = {key: value for key, value in document["config"].items() if not is_encrypted(value)}
    for key, value in config.items():
        if bare(str(key), prefix) == "secrets" and isinstance(value, dict):
            config[key] = {name: "env" if source == "config" else source for name, source in value.items()}
    rest = {key: value for key, value in document.items() if key not in _OF_THE_REAL_BACKEND}
    return {**rest, "config": config}


def _holds(text: str, wanted: Any) -> bool:
    try:
        return bool(loaded(text) == wanted)
    except (yaml.YAMLError, TypeError, ValueError):
        return False


def _cuts(text: str, root: Any, prefix: str) -> Iterator[Cut]:
    top = _entries(root)
    for place, (key, value) in enumerate(top):
        if key.value in _OF_THE_REAL_BACKEND:
            yield _cut(text, root, place)
        elif key.value == "config":
            yield from _cuts_of_config(text, value, prefix)


def _cut(text: str, holder: Any, place: int) -> Cut:
    rows = _entries(holder)
    return _flow_cut(rows, place) if holder.flow_style else _block_cut(text, *rows[place])


def _cuts_of_config(text: str, config: Any, prefix: str) -> Iterator[Cut]:
    for place, (key, value) in enumerate(_entries(config)):
        if is_encrypted({inner.value: inner for inner, _ in _entries(value)}):
            yield _cut(text, config, place)
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


def _anew(root: Any, prefix: str) -> str:
    """The same where an alias or `<<` shares what is to go: every scalar as it was, and no comment."""
    top = [(key, value) for key, value in _entries(root) if key.value not in _OF_THE_REAL_BACKEND]
    rows = [(key, _config(value, prefix) if key.value == "config" else value) for key, value in top]
    whole = yaml.MappingNode(root.tag, rows, flow_style=False)
    text: str = yaml.serialize(whole, Dumper=yaml.BaseDumper, allow_unicode=True, width=10**6)
    return text.rstrip("\n")


def _config(node: Any, prefix: str) -> yaml.Node:
    rows = []
    for key, value in _merged(node):
        if is_encrypted({inner.value: inner for inner, _ in _merged(value)}):
            continue
        if bare(str(key.value), prefix) == "secrets":
            sources = [(name, _source(source)) for name, source in _merged(value)]
            rows.append((key, yaml.MappingNode(value.tag, sources, flow_style=False)))
        else:
            rows.append((key, value))
    return yaml.MappingNode(node.tag, rows, flow_style=False)


def _source(node: Any) -> yaml.Node:
    return yaml.ScalarNode(node.tag, "env") if node.value == "config" else cast(yaml.Node, node)


def _merged(node: Any) -> list[tuple[Any, Any]]:
    """The entries of a mapping with those that `<<` brings, which what stands there itself goes before."""
    found: dict[str, tuple[Any, Any]] = {}
    merges = [value for key, value in _entries(node) if key.value == "<<"]
    parts = [part for value in merges for part in (value.value if _is_list(value) else [value])]
    own = [(key, value) for key, value in _entries(node) if key.value != "<<"]
    for key, value in [*own, *(entry for part in parts for entry in _merged(part))]:
        # A key that stands elsewhere too would be written as an alias.
        found.setdefault(key.value, (yaml.ScalarNode(key.tag, key.value, style=key.style), value))
    return list(found.values())


def _is_list(node: Any) -> bool:
    return isinstance(node, yaml.SequenceNode)


def is_encrypted(value: Any) -> bool:
    """Whether a value is one that Pulumi keeps encrypted: `{secure: …}`."""
    return isinstance(value, dict) and "secure" in value


def bare(key: str, prefix: str) -> str:
    """A key without the name of the project: `branch` of `shop:branch` or `shop:config:branch`."""
    own = key.removeprefix(prefix)
    return own if own == key else own.removeprefix("config:")
