"""Where the environment goes in one file, and what is read of it on the way."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ops.env.scan.model import Dynamic, Place, Read, Side
from ops.env.scan.patterns import Unnamed, pair, parts
from ops.env.scan.scopes import IMPORTS, Names
from ops.env.scan.syntax import ACCESSES, Tree, field, fixed_text, key, key_node, line, operator, text
from ops.env.scan.values import ENVIRONMENTS, Value, operands, step

if TYPE_CHECKING:
    from tree_sitter import Node

# Vite's own (vite.dev/guide/env-and-mode), its legacy plugin's, and Astro's (docs.astro.build).
BUILT_IN = frozenset({"MODE", "BASE_URL", "PROD", "DEV", "SSR", "LEGACY", "SITE", "ASSETS_PREFIX"})
# Every object has these: `process.env.hasOwnProperty("X")` asks for X, and the others for nothing.
_METHODS = frozenset({"hasOwnProperty", "propertyIsEnumerable", "toString", "toLocaleString", "valueOf"})
# Whether there is an environment, its type, or nothing at all: no variable is read there.
_TESTS = frozenset({"unary_expression", "if_statement", "expression_statement", "type_query"})
_COMPARISONS = frozenset({"&&", "==", "===", "!=", "!=="})
_GLOBALS = ("globalThis", "global", "window", "self")
_MODULES = ("process", "node:process")
# Around the environment these would say less than its own name.
_LESS = ("for_in_statement", "object")
_SHOWN = 60


class Finder:
    """What one file reads: from each place where `process` comes in, along everything that it is put into."""

    def __init__(self, tree: Tree, file: str, frontend: bool, prefixes: tuple[str, ...]) -> None:
        self.tree, self.file, self.frontend, self.prefixes = tree, file, frontend, prefixes
        self.names = Names(tree)
        self.reads: set[Read] = set()
        self.dynamic: set[Dynamic] = set()
        # Kept for every step of the way up: a chain of thousands of `||` has one end.
        self._tops: dict[Node, Node] = {}

    def follow(self) -> None:
        """Collect the reads."""
        waiting, seen = list(self._starts()), set()
        while waiting:
            if (found := waiting.pop()) not in seen:
                seen.add(found)
                waiting += self._next(*found)

    def _starts(self) -> Iterator[tuple["Node", Value]]:
        yield from ((node, Value.PROCESS) for node in self.names.undeclared("process"))
        for name in _GLOBALS:
            yield from ((node, Value.GLOBAL) for node in self.names.undeclared(name))
        for node in self.names.undeclared("require"):
            call = self.tree.parent(node)
            if call is not None and call.type == "call_expression" and _argument(call) in _MODULES:
                yield call, Value.PROCESS
        for node in self.tree.nodes:
            if node.type == "meta_property" and text(node) == "import.meta":
                yield node, Value.META
            elif node.type in IMPORTS:
                yield from self._imported(node)

    def _imported(self, node: "Node") -> Iterator[tuple["Node", Value]]:
        statement = next(self.tree.around(node, ("import_statement",)), None)
        if statement is None or fixed_text(field(statement, "source")) not in _MODULES:
            return
        name = field(node, "name")
        value = step(Value.PROCESS, (fixed_text(name) or text(name),)) if name else Value.PROCESS
        for local in node.named_children[-1:] if name else node.named_children[:1]:
            if value is not None and local.type == "identifier":
                yield from ((use, value) for use in self.names.uses(local))

    def _next(self, node: "Node", value: Value) -> Iterator[tuple["Node", Value]]:
        """What else has a value because `node` has this one; what is read here is kept."""
        top = self._top(node)
        parent = self.tree.parent(top)
        if parent is None:
            return
        inside = pair(parent)
        if parent.type in ACCESSES and field(parent, "object") == top:
            yield from self._access(parent, value)
        elif inside and inside[1] == top and inside[0].type not in ACCESSES:
            yield from self._pattern(parent, inside[0], value)
            if parent.type == "assignment_expression":
                yield parent, value
        elif value in ENVIRONMENTS:
            self._use(node, top, parent, value)

    def _top(self, node: "Node") -> "Node":
        """The outermost expression around `node` that has its value, such as its parentheses."""
        way, top = [node], node
        while top not in self._tops and (around := self.tree.parent(top)) and top in operands(around):
            top = around
            way.append(top)
        top = self._tops.get(top, top)
        self._tops |= dict.fromkeys(way, top)
        return top

    def _access(self, access: "Node", value: Value) -> Iterator[tuple["Node", Value]]:
        name, parent = key(access), self.tree.parent(access)
        if value not in ENVIRONMENTS:
            inner = step(value, (name,)) if name is not None else None
            if inner is not None:
                yield access, inner
        elif name in _METHODS and parent is not None and parent.type == "call_expression":
            self._named(value, _argument(parent), parent, parent)
        elif parent is None or is_read(access, parent):
            self._named(value, name, key_node(access) or access, access)

    def _pattern(self, node: "Node", pattern: "Node", value: Value) -> Iterator[tuple["Node", Value]]:
        for part in parts(pattern):
            if part.variable:
                held = step(value, part.path)
                if held in ENVIRONMENTS and self._leaves_the_file(node, part.node):
                    self._named(held, None, node, node)
                if held is not None:
                    yield from ((use, held) for use in self.names.uses(part.node))
            elif (owner := step(value, part.path[:-1])) in ENVIRONMENTS:
                name = part.path[-1]
                self._named(owner, None if isinstance(name, Unnamed) else name, part.node, part.node)

    def _leaves_the_file(self, node: "Node", variable: "Node") -> bool:
        """Whether others can read through the variable: exported, global, or a field of the class."""
        exported = [around.type for around in list(self.tree.around(node))[1:2]] == ["export_statement"]
        is_field = any(child.type == "accessibility_modifier" for child in node.named_children)
        return exported or is_field or self.names.home(variable) is None

    def _use(self, node: "Node", top: "Node", parent: "Node", value: Value) -> None:
        """The environment as a whole: asked for a name, tested, or handed on to where nobody follows it."""
        kind, sign = parent.type, operator(parent)
        if kind == "binary_expression" and sign == "in" and field(parent, "right") == top:
            self._named(value, fixed_text(field(parent, "left")), parent, parent)
        elif (
            kind in _TESTS
            or (kind == "binary_expression" and sign in _COMPARISONS | {"in"})
            or (kind == "ternary_expression" and field(parent, "condition") == top)
        ):
            return
        else:
            whole = self.tree.parent(parent) if kind == "arguments" else top if kind in _LESS else parent
            self._named(value, None, node, whole or parent)

    def _named(self, value: Value | None, name: str | None, place: "Node", whole: "Node") -> None:
        at = Place(self.file, line(place))
        if name is None:
            self.dynamic.add(Dynamic(at, self._side(value), _shown(whole)))
        else:
            built_in = value is Value.META_ENV and name in BUILT_IN
            self.reads.add(Read(name, self._side(value, name), at, built_in))

    def _side(self, value: Value | None, name: str = "") -> Side:
        in_browser = self.frontend or value is Value.META_ENV or name.startswith(self.prefixes)
        return "frontend" if in_browser else "server"


def is_read(access: "Node", parent: "Node") -> bool:
    """Whether a member or subscript expression takes the value, instead of setting or deleting it."""
    match parent.type:
        case "unary_expression":
            return operator(parent) != "delete"
        case "assignment_expression":
            return field(parent, "left") != access
        case "pair_pattern":
            return field(parent, "value") != access
        case kind:
            return kind != "array_pattern"


def _argument(call: "Node") -> str | None:
    """The first argument of a call, if it is a fixed text."""
    arguments = field(call, "arguments")
    return fixed_text(next(iter(arguments.named_children), None)) if arguments is not None else None


def _shown(node: "Node") -> str:
    """The source of a node on one line, cut to what fits in a report."""
    # The cut before the split is for sources of a thousand lines.
    words = " ".join(text(node)[: _SHOWN * 20].split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
