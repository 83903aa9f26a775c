"""What the page of all keys lists besides keys: each list is read from where the program keeps it."""

from collections.abc import Iterator

from config.regions import OUTBOUND
from config.rules import RULES
from config.rules.sharing import AGREED
from config.secrets import SOURCES
from config.settings import ACKNOWLEDGEMENTS
from config.stacks import STACKS
from ops.reference.page import table


def lists() -> list[str]:
    """Markdown lines: sources, acknowledgements, what may be shared, addresses, what is checked."""
    return [*_sources(), *_acknowledgements(), *_shared(), *_addresses(), *_rules()]


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


def _addresses() -> Iterator[str]:
    yield "## Addresses of each region"
    yield "For `redis.allow` and `database.ipAccessList`: from where services of a region call out, as users"
    yield "of Render report it (November 2026). Compare it with your dashboard (Connect, Outbound:"
    yield "[Render's page](https://render.com/docs/outbound-ip-addresses)). Dedicated addresses are others."
    yield from table(
        ["`render.region`", "ranges"], [(name, ", ".join(each)) for name, each in OUTBOUND.items()]
    )


def _rules() -> Iterator[str]:
    yield "## What is checked"
    yield "`python -m ops check`, every preview and every update judge the three files by these rules."
    yield "The rows are those of [the blueprint](blueprint.md)."
    yield from table(["rule", "rows"], [(rule.summary, ", ".join(rule.rows)) for rule in RULES])
