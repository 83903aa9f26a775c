"""The database: whose data is where, who reaches it, and whether it is backed up."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from config.contract import BY_NAME, DATABASE_PASSWORD
from config.rules.addresses import kept_out, names_host
from config.rules.engine import Stack, Stacks, of_all_stacks, of_one_stack
from config.rules.malformed import is_encoded
from config.settings import AllowedRange
from config.stacks import PRODUCTION
from config.violations import Violation


@of_one_stack("R72")
def the_database_has_a_password(stack: Stack) -> Iterator[Violation]:
    """The services get a database address."""
    if DATABASE_PASSWORD not in stack.settings.secrets:
        why = "the services would lose their database address"
        yield stack.violation(f"secrets.{DATABASE_PASSWORD}", "is missing", why, "add it with its source")


@of_one_stack("R72")
def a_password_that_is_made_here_is_told_to_atlas(stack: Stack) -> Iterator[Violation]:
    """A generated database password belongs to a user that the program makes."""
    made = stack.settings.secrets.get(DATABASE_PASSWORD) == "generated"
    if made and not stack.settings.database.manage_user:
        what = "is generated, and `database.manageUser` is not set"
        why = "nobody would tell Atlas, and no service could log in"
        write = "write `manageUser: true` under `database`, or env with the user's password"
        yield stack.violation(f"secrets.{DATABASE_PASSWORD}", what, why, write)


@of_one_stack("T18", "R78")
def the_database_password_is_as_it_was_chosen(stack: Stack) -> Iterator[Violation]:
    """The database's password is not percent-encoded yet: the program encodes it, once."""
    for variable in stack.variables:
        if variable.name == DATABASE_PASSWORD and is_encoded(variable.value):
            why = "the program encodes it when it builds the address, so the login would fail"
            write = (
                "set the password as it was chosen (if it really contains `%` and two digits, choose another "
                "in Atlas, or keep the address by hand with the source `ui`)"
            )
            yield stack.about(variable, "looks percent-encoded already", why, write)


@of_one_stack("C14", "R18")
def nothing_is_open_to_everybody(stack: Stack) -> Iterator[Violation]:
    """No allow-list of database or Redis holds the whole internet, in one piece or in a few."""
    redis = stack.settings.redis
    lists: dict[str, Sequence[AllowedRange]] = {
        "database.ipAccessList": stack.settings.database.ip_access_list,
        "redis.allow": redis.allow if redis.mode == "dedicated" else [],
    }
    for key, entries in lists.items():
        for place, entry in enumerate(entries):
            if int(entry.cidr.partition("/")[2]) < 8:
                whole = entry.cidr.endswith("/0")
                what = "opens it to the whole internet" if whole else "is a large part of it"
                why = "then only a password keeps strangers out"
                yield stack.violation(f"{key}[{place}]", what, why, "list the ranges that need it")


@of_all_stacks("C14", "T24")
def a_database_lets_its_own_region_in(stacks: Stacks) -> Iterator[Violation]:
    """The services call from ranges that the access list of their Atlas project has, whoever manages it."""
    why = "Atlas refuses everybody else, and no service reaches the database"
    lists: dict[str, list[AllowedRange]] = {}
    managers: dict[tuple[str, str], list[Stack]] = {}
    for stack in stacks.values():
        if own := stack.settings.database.ip_access_list:
            lists.setdefault(stack.atlas_project, []).extend(own)
            managers.setdefault((stack.atlas_project, stack.settings.render.region), []).append(stack)
    for (project, _), (first, *others) in managers.items():
        also = [other.name for other in others]
        yield from kept_out(first, "database.ipAccessList", lists[project], why, also)


def of_ours(stack: Stack, key: str, secret: str, why: str, made: bool = True) -> Iterator[Violation]:
    """What keeps a password from being given by this program. `made`: whether it may make one up."""
    source = stack.settings.secrets.get(secret)
    kept = {None: "which is not under `secrets`", "ui": "whose value only Render's UI holds"}
    if not made:
        kept["generated"] = "which is made up by the update, and is needed before"
    if source in kept:
        write = "name it under `secrets` with the source env or config"
        yield stack.violation(key, f"names '{secret}', {kept[source]}", why, write)


@of_one_stack("R37")
def developers_have_a_password_of_ours(stack: Stack) -> Iterator[Violation]:
    """A developer's user can be made, and is not the application's."""
    for place, person in enumerate(stack.settings.database.developers):
        key, secret = f"database.developers[{place}]", person.password_secret
        if secret in BY_NAME:
            what, why = f"names '{secret}', which is the application's", "a person could do what it may"
            yield stack.violation(f"{key}.passwordSecret", what, why, "name a secret of this person's own")
        else:
            yield from of_ours(stack, f"{key}.passwordSecret", secret, "the user could not be made")
        if person.username == stack.settings.database.user:
            why = "a person's user may only read, and the application has to write"
            write = "give the person another name"
            yield stack.violation(f"{key}.username", "is the application's user", why, write)


@of_one_stack("R39")
def backups_belong_to_the_cluster(stack: Stack) -> Iterator[Violation]:
    """A backup schedule is set by the stack that owns the cluster."""
    database = stack.settings.database
    if database.backup and not database.owned_cluster:
        what = "would replace every backup policy of a cluster that this stack does not own"
        why = "other databases live on it"
        write = "set `ownedCluster` too, or manage backups where the cluster is managed"
        yield stack.violation("database.backup", what, why, write)


@of_one_stack("C12", "R39")
def a_cluster_of_our_own_can_be_backed_up(stack: Stack) -> Iterator[Violation]:
    """The tier of an owned cluster has backups where they are needed."""
    cluster = stack.settings.database.owned_cluster
    if cluster is None or not re.fullmatch(r"M[025]|FLEX", cluster.instance_size.upper()):
        return
    if stack.production or stack.settings.database.backup:
        what = f"'{cluster.instance_size}' has no backup schedule"
        why = "cloud backups begin with M10, and lost data would be lost for good"
        yield stack.violation("database.ownedCluster.instanceSize", what, why, "write M10 or larger")


@of_all_stacks("C1", "R27", "R35")
def no_refresh_meets_a_seed(stacks: Stacks) -> Iterator[Violation]:
    """Staging and development do not use one database of one host."""
    guests = [stack for stack in stacks.values() if not stack.production]
    for one, other in combinations(guests, 2):
        if _database(one) != _database(other):
            continue
        agreeing = [stack for stack in (one, other) if "sharedDatabase" in stack.settings.acknowledge]
        # Both have to agree, each in its own file; the first that does not is the one to correct.
        said_of = (
            (one, other) if len(agreeing) == 2 else (next(s for s in (one, other) if s not in agreeing),)
        )
        for stack in said_of:
            owner = other if stack is one else one
            what = f"'{_database(stack)}' is also the database of {owner.name}"
            why = "refreshing or seeding one environment would wipe the other"
            yield stack.violation(
                "database.name", what, why, "choose another", unless="sharedDatabase", also=(owner.name,)
            )


def _database(stack: Stack) -> str:
    return f"{stack.settings.database.host}/{stack.settings.database.name}"


@of_all_stacks("R18")
def no_variable_leads_to_productions_database(stacks: Stacks) -> Iterator[Violation]:
    """No plain variable of another stack names a host of production's database."""
    if PRODUCTION not in stacks:
        return
    host = stacks[PRODUCTION].settings.database.host
    name, _, domain = map(re.escape, host.partition("."))
    # Atlas names a cluster's servers and private endpoints after it; before them stands what SRV asks for.
    servers = rf"(?:[\w-]+\.)*{name}(?:-shard-\d+-\d+|-pri|-pl-\d+)?\.{domain}"
    for stack in stacks.values():
        for variable in stack.variables:
            if not stack.production and not variable.secret and names_host(servers, variable.value):
                what = f"names the host of production's database, {host}"
                why = f"{stack.name} must not be able to form an address to customers' data"
                yield stack.about(variable, what, why, "remove it", also=(PRODUCTION,))
