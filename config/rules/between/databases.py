"""Whose data is where: staging's refresh and dev's seed must not meet, and production is out of reach."""

from collections.abc import Iterator

from config.rules.between.exceptions import NOT_PRODUCTION
from config.rules.own.variables import plain_variables
from config.rules.rule import Found, Stacks, between
from config.stacks import PRODUCTION


@between("C1", "R27", "R35")
def no_refresh_meets_a_seed(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """Staging and development do not use one database of one host."""
    pairs = {name: (stacks[name].database.host, stacks[name].database.name) for name in stacks}
    guests = [name for name in stacks if name in NOT_PRODUCTION]
    for name in guests:
        for other in guests:
            if name != other and pairs[name] == pairs[other]:
                what = f"'{'/'.join(pairs[name])}' is also the database of {other}"
                why = "refreshing or seeding one environment would wipe the other"
                found = Found("database.name", what, why, "choose another", unless="sharedDatabase")
                yield name, found._replace(also=(other,))


@between("R18")
def no_variable_leads_to_productions_database(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """No plain variable of another stack names the host of production's database."""
    if PRODUCTION not in stacks:
        return
    host = stacks[PRODUCTION].database.host
    for stack, settings in stacks.items():
        if stack == PRODUCTION:
            continue
        for place, name, value in plain_variables(settings):
            if host in value.lower():
                what = f"names the host of production's database, {host}"
                why = f"{stack} must not be able to form an address to customers' data"
                yield stack, Found(f"{place}.{name}", what, why, "remove it", also=(PRODUCTION,))


RULES = (no_refresh_meets_a_seed, no_variable_leads_to_productions_database)
