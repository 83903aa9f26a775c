"""Names in the target's database: what is the room's own, what is still loading, what says production."""

import re

MARKER = "_environment"
JOURNAL = "_refresh_journal"
RECEIPTS = "_refresh_receipts"
SEEDS = "_seed_reports"
# Never part of a swap and never dropped.
OWN = frozenset({MARKER, JOURNAL, RECEIPTS, SEEDS})
# The one environment that a seed fills, and that no refresh does.
DEVELOPMENT = "development"
LOADING_PREFIX = "__refresh_"
RECOVER = "`python -m ops data recover`"

# Where a word begins without a separator: shopProduction, shopLIVE; not within one as odd as PrOd.
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z]{2}|[A-Z]{3})")
_PRODUCTION = re.compile(r"pro?d|(?<![a-z])live(?![a-z])")
# Taken out before: what is said not to be production; other words with those letters, of some languages; the
# top-level domain, which is a registry's.
_OTHER = re.compile(
    r"(?<![a-z])(non|not|pre)[-_]?(pro?d[a-z]*|live(?![a-z]))"
    r"|(?<![a-z])reprodu[ck]tion|productions(?![a-z])"
    r"|produc(?![tc]ion)|produkt(?!ion)|produit|produto|prodott|prodig[iy]"
    r"|\.live$"
)
NOT_PRODUCTION = (
    "what is not production needs a name without `prod`, `prd` and `live`, or with `non-` before them"
)


def temporary(run: str, name: str) -> str:
    """Where a collection stands until the swap. MongoDB renames within a database without copying."""
    return f"{LOADING_PREFIX}{run}__{name}"


def is_reserved(name: str) -> bool:
    """Whether a collection of the source may not be called so: the room's own names, and the server's."""
    return name in OWN or name.startswith((LOADING_PREFIX, "system."))


def says_production(name: str) -> bool:
    """Whether the name of a host, a database or an environment says production.

    `prod` and `prd` do, within a word too: companyprod, prodcluster, companyproduction, shop-prd-0. `live`
    does as a word of its own: live-company, companyLive, not liver. With `non`, `not` or `pre` before it none
    does (nonprod, pre-prod, not_production), nor does another word (product-staging, reproduction). What may
    be both is taken for production: companynonprod, prod-staging, live-chat-staging.
    """
    return bool(_PRODUCTION.search(_OTHER.sub(" ", _CAPITAL.sub("-", name).lower())))
