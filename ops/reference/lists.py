"""What the page of all keys lists besides keys: each list is read from where the program keeps it."""

from collections.abc import Iterator

from config.rules import RULES
from config.rules.sharing import AGREED
from config.secrets import SOURCES
from config.settings import ACKNOWLEDGEMENTS
from config.stacks import STACKS
from ops.reference.page import table


def lists() -> list[str]:
    """Markdown lines: sources, acknowledgements, what may be shared, what is checked."""
    return [*_sources(), *_acknowledgements(), *_shared(), *_rules()]


def _sources() -> Iterator[str]:
    yield "## Sources of secrets"
    yield "A stack file names a source for each secret and never holds a value in plain text."
    yield from table(["source", "what it means"], [(f"`{key}`", text) for key, text in SOURCES.items()])


def _acknowledgements() -> Iterator[str]:
    yield "## Acknowledgements"
    yield "Under `acknowledge`, each with your reason: the rule is then silent."
    yield "`python -m ops check --notes` shows what is acknowledged."
    yield from table(
        ["name", "what it allows"], [(f"`{key}`", text) for key, text in ACKNOWLEDGEMENTS.items()]
    )


def _shared() -> Iterator[str]:
    yield "## What two environments may share"
    yield "Nothing else of these kinds, and no branch, queue, service, host or access entry, is in two files."
    rows = [(one.kind, ", ".join(s for s in STACKS if s in one.stacks), one.until) for one in AGREED]
    yield from table(["thing", "environments", "until"], rows)


def _rules() -> Iterator[str]:
    yield "## What is checked"
    yield "`python -m ops check`, every preview and every update judge the three files by these rules."
    yield "The rows are those of [the blueprint](blueprint.md)."
    yield from table(["rule", "rows"], [(rule.summary, ", ".join(rule.rows)) for rule in RULES])
