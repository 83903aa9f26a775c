"""What the page of all keys lists besides keys: each list is read from where the program keeps it."""

from collections.abc import Container, Iterator
from typing import get_args

from config.contract import CONTRACT, READERS, SITE, Variable
from config.frameworks import PRESETS
from config.regions import OUTBOUND
from config.rules import RULES
from config.rules.sharing import AGREED
from config.secrets import SOURCES
from config.settings import ACKNOWLEDGEMENTS, ServiceVariable, SiteVariable
from config.stacks import STACKS
from ops.reference.page import table


def lists() -> list[str]:
    """The lines in Markdown, list after list."""
    parts = (_variables, _prefixes, _sources, _acknowledgements, _shared, _addresses, _rules)
    return [line for part in parts for line in part()]


def _variables() -> Iterator[str]:
    yield "## Variables of the application"
    yield "What API, worker and site get besides the `env` maps and further `secrets`. The site's stand"
    yield "there without their prefix. An application that calls one otherwise says so under the key in the"
    yield "last column, and `none` of one that it does not want:"
    yield "`names: {CORS_ORIGIN: WEB_ORIGINS, EMAIL_PORT: none}`."
    yield ""
    yield "A secret that stands in no row here goes to API and worker. None goes to the site: what its own"
    yield "functions need on the server is set at Vercel, where the program leaves it alone."
    rows = [
        (_readers(v), f"`{v.name}`", f"`{v.source}`", v.description, _naming(v))
        for v in sorted(CONTRACT, key=lambda v: [reader not in v.readers for reader in READERS])
    ]
    yield from table(["who reads it", "name", "made from", "what it means", "can be renamed"], rows)


def _readers(variable: Variable) -> str:
    words = {"api": "API", "worker": "worker", "frontend": "site"}
    return ", ".join(words[reader] for reader in READERS if reader in variable.readers) or "nobody"


def _naming(variable: Variable) -> str:
    if variable.source == "database":
        return "`database.uriVariables`"
    if variable.readers == SITE and variable.name in get_args(SiteVariable):
        return "`frontend.names`"
    return "`names`" if variable.name in get_args(ServiceVariable) else "no"


def _prefixes() -> Iterator[str]:
    yield "## Prefixes of public variables"
    yield "What `frontend.framework` makes of `frontend.envPrefix`, where it is left out."
    rows = [(f"`{slug}`", f"`{preset.env_prefix}`") for slug, preset in PRESETS.items()]
    yield from table(["framework", "prefix"], rows)


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
    rows = [
        (f"{one.owner}'s {one.kind}" if one.owner else one.kind, ", ".join(_in_order(one.stacks)), one.until)
        for one in AGREED
    ]
    yield from table(["thing", "environments", "until"], rows)


def _in_order(stacks: Container[str]) -> Iterator[str]:
    return (stack for stack in STACKS if stack in stacks)


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
    yield ""
    yield from (f"- {rule.summary}" for rule in RULES)
    yield ""
