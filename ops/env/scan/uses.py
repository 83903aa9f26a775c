"""What happens to the environment where it stands in the source: read, written, tested, or given away."""

from typing import TYPE_CHECKING

from ops.env.scan.patterns import pair
from ops.env.scan.scopes import File
from ops.env.scan.syntax import ACCESSES, text
from ops.env.scan.values import ENVIRONMENTS, Values, operands

if TYPE_CHECKING:
    from tree_sitter import Node

_SHOWN = 60
# Whether there is an environment, its type, or nothing at all: no variable is read there.
_TESTS = frozenset({"unary_expression", "if_statement", "expression_statement", "type_query"})
_COMPARISONS = frozenset({"&&", "==", "===", "!=", "!=="})


def shown(node: "Node") -> str:
    """The source of a node on one line, cut to what fits in a report."""
    # The cut before the split is for sources of a thousand lines.
    words = " ".join(text(node)[: _SHOWN * 20].split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"


def operator(node: "Node") -> str:
    """The operator of a unary or binary expression."""
    found = node.child_by_field_name("operator")
    return text(found) if found else ""


def is_read(access: "Node", file: File) -> bool:
    """Whether a member or subscript expression takes the value, instead of setting or deleting it."""
    parent = file.parents[access.id]
    if parent is None:
        return True
    if parent.type == "unary_expression":
        return operator(parent) != "delete"
    if parent.type == "assignment_expression":
        return parent.child_by_field_name("left") != access
    if parent.type == "pair_pattern":
        return parent.child_by_field_name("value") != access
    return parent.type != "array_pattern"


class Uses:
    """Where the environment goes from the expressions of one file that are it."""

    def __init__(self, file: File, values: Values) -> None:
        self._file, self._values = file, values
        # Kept for every step of the way up: a chain of thousands of `||` has one answer.
        self._known: dict[int, Node | None] = {}

    def given_away(self, node: "Node") -> "Node | None":
        """The expression that hands on the whole environment; None if the file tells what is read of it."""
        way = [node]
        while (way[-1].id not in self._known) and (parent := self._passes_to(way[-1])):
            way.append(parent)
        top = way[-1]
        found = self._known[top.id] if top.id in self._known else self._use(top)
        self._known |= {step.id: found for step in way}
        return found

    def _passes_to(self, node: "Node") -> "Node | None":
        """The expression around `node` that has its value, such as its parentheses."""
        parent = self._file.parents[node.id]
        if parent is None or pair(parent) or node not in operands(parent):
            return None
        return parent if self._values.of(parent) in ENVIRONMENTS else None

    def _use(self, top: "Node") -> "Node | None":
        parent = self._file.parents[top.id]
        if parent is None or parent.type in _TESTS or _is_handled(top, parent):
            return None
        if parent.type == "arguments":
            return self._file.parents[parent.id]
        # A loop or a whole object would say less than the environment's own name.
        return top if parent.type in ("for_in_statement", "object") else parent


def _is_handled(node: "Node", parent: "Node") -> bool:
    """Whether the report gets this from the parent: an access, a pattern, a test."""
    if parent.type in ACCESSES:
        return parent.child_by_field_name("object") == node
    if parent.type == "binary_expression":
        return operator(parent) in _COMPARISONS | {"in"}
    if parent.type == "ternary_expression":
        return parent.child_by_field_name("condition") == node
    inside = pair(parent)
    return inside is not None and inside[1] == node and inside[0].type not in ACCESSES
