"""How a place of a workflow is written: the fewest characters that make it right, the rest as it stands."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import yaml

from ops.workflows.document import Document, line_end, line_start, span, text_of


class Edit(NamedTuple):
    """New text for the characters from `start` up to `end`."""

    start: int
    end: int
    text: str


Edits = tuple[Edit, ...]
Pair = tuple[yaml.ScalarNode, yaml.Node]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with these edits made, none of which touches another."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def text_edits(document: Document, key: str, node: yaml.Node, value: str) -> Edits:
    """Another text in place of one. Raises SettingsError when what stands there cannot be replaced."""
    document.require_text(key, node)
    return (_instead(node, scalar(value)),)


def list_edits(
    document: Document, key: str, node: yaml.Node, wanted: Iterable[str], keep: Callable[[str], bool]
) -> Edits:
    """What is wanted and lacks comes into a list, first where something stands that nobody wants or keeps.

    Raises SettingsError when the list has a form that cannot be changed.
    """
    wanted, items = list(wanted), node.value if isinstance(node, yaml.SequenceNode) else [node]
    held = list(map(text_of, items))
    missing = [scalar(value) for value in wanted if value not in held]
    surplus = [item for item in items if text_of(item) not in wanted and not keep(text_of(item))]
    if not missing and not surplus:
        return ()
    document.require_own(key, node)
    document.require_text(key, *items)
    replaced = dict(zip(map(span, surplus), missing, strict=False))
    added, removed = missing[len(surplus) :], surplus[len(missing) :]
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return _block_list(document, key, items, replaced, added, removed)
    if "\n" in document.text[slice(*span(node))]:
        what = "is a list in brackets over several lines"
        raise document.refusal(key, node, what, "write it in one line, or each item in its own after a dash")
    texts = [replaced.get(span(i), document.text[slice(*span(i))]) for i in items if i not in removed]
    return (_instead(node, f"[{', '.join([*texts, *added])}]"),)


def _block_list(
    document: Document,
    key: str,
    items: list[yaml.Node],
    replaced: Mapping[tuple[int, int], str],
    added: list[str],
    removed: list[yaml.Node],
) -> Edits:
    dashes = [document.text[line_start(item) : span(item)[0]] for item in items]
    if any(dash.strip() != "-" for dash in dashes):
        what = "is a list whose items do not stand each behind a dash of its own line"
        raise document.refusal(key, items[0], what, "write them so")
    return (
        *(Edit(start, end, text) for (start, end), text in replaced.items()),
        *(_without(document, item, item) for item in removed),
        *_inserted(document, {line_end(document.text, items[-1]): [dashes[-1] + text for text in added]}),
    )


def variable_edits(
    document: Document, key: str, env: yaml.MappingNode, own: list[Pair], wanted: Mapping[str, str]
) -> Edits:
    """The variables `own` of an `env` become those that are wanted, name and value, a line each.

    Raises SettingsError when the `env` has a form that cannot be changed.
    """
    kept = {name.value: value for name, value in reversed(own) if name.value in wanted}
    gone = [(name, value) for name, value in own if kept.get(name.value) is not value]
    wrong = [value for name, value in kept.items() if not same(text_of(value), wanted[name])]
    if not gone and not wrong and kept.keys() == wanted.keys():
        return ()
    if env.flow_style:
        raise document.refusal(key, env, "has an `env` in one line", "give each variable a line of its own")
    last = env.value[-1][1]
    document.require_own(key, env, last, *kept.values())
    document.require_text(key, *wrong, *(value for _, value in gone))
    if not isinstance(last, yaml.ScalarNode):
        raise document.refusal(key, last, "ends an `env` with a list or a mapping", "write one text there")
    at = line_start(own[0][0]) if own else line_end(document.text, last)
    lines: dict[int, list[str]] = {}
    for name, text in wanted.items():
        if name in kept:
            at = line_end(document.text, kept[name])
        else:
            lines.setdefault(at, []).append(f"{' ' * env.start_mark.column}{name}: {text}")
    return (
        *(_without(document, *pair) for pair in gone),
        *(_instead(value, wanted[name]) for name, value in kept.items() if value in wrong),
        *_inserted(document, lines),
    )


def same(one: str, other: str) -> bool:
    """Whether two expressions are one, however many blanks each has."""
    return "".join(one.split()) == "".join(other.split())


def scalar(value: str) -> str:
    """The value as YAML; in quotes where a reader could take it for a number, a date or true and false."""
    plain = value[0].isalpha() and _is_plain(value)
    return value if plain else json.dumps(value, ensure_ascii=False)


def _is_plain(value: str) -> bool:
    try:
        return bool(yaml.safe_load(f"[{value}]") == [value])  # in brackets a comma ends it too
    except yaml.YAMLError:
        return False


def _instead(node: yaml.Node, text: str) -> Edit:
    start, end = span(node)
    return Edit(start, end, text if start < end else f" {text}")


def _without(document: Document, first: yaml.Node, last: yaml.Node) -> Edit:
    return Edit(line_start(first), line_end(document.text, last), "")


def _inserted(document: Document, lines: Mapping[int, list[str]]) -> Edits:
    """Lines before these characters; the last line of a file need not be ended."""
    end = document.newline
    return tuple(
        Edit(at, at, ("" if document.text[:at].endswith("\n") else end) + "".join(one + end for one in new))
        for at, new in lines.items()
        if new
    )
