"""Full names in documents, whatever their fields are called."""

from itertools import combinations

from data.verify.pieces import Strings
from data.verify.tree import EACH, KEY, Node, Tree

_LONGEST = 40  # characters
_MOST_WORDS = 4
# As many fields from each other in one object: first, middle and last name, a title between.
_NEAR = 4


def names_in(tree: Tree, strings: Strings) -> set[str]:
    """What may be full names: strings of a few words with capitals, and pairs of such in one object.

    That is how first and last name stand: side by side. In a field where some value has capitals as names do
    (`str.istitle`), the others count too: `von Arx`, `McKay`, `anna`.
    """
    names = {one for one in filter(str.istitle, strings.texts) if " " in one and _is_short(one)}
    for node in tree.nodes():
        fields = [
            name for name, child in node.fields.items() if name not in (EACH, KEY) and _has_names(child)
        ]
        if len(fields) > 1:
            names |= _pairs(node, fields)
    return names


def _has_names(node: Node) -> bool:
    return any(map(_is_short, filter(str.istitle, node.strings)))


def _is_short(text: str) -> bool:
    return len(text) < _LONGEST and len(text.split()) <= _MOST_WORDS


def _pairs(node: Node, fields: list[str]) -> set[str]:
    near = [
        (one, other)
        for (place, one), (distant, other) in combinations(enumerate(fields), 2)
        if distant - place < _NEAR
    ]
    return {
        f"{first} {second}"
        for value in node.objects
        for one, other in near
        if type(first := value.get(one)) is str and type(second := value.get(other)) is str
        if len(first) < _LONGEST and len(second) < _LONGEST
    }
