"""Redis and the database of one environment."""

import re
from collections.abc import Iterator

from config.rules.rule import Found, of_one_stack
from config.settings import Settings
from config.stacks import PRODUCTION


@of_one_stack("R17", "R25")
def production_owns_its_redis(stack: str, settings: Settings) -> Iterator[Found]:
    """Production's queue is its own; the others may be its guests."""
    if stack == PRODUCTION and settings.redis.mode == "shared":
        why = "another environment could delete the customers' queue"
        yield Found("redis.mode", "is shared in production", why, "write dedicated, with a `plan`")


@of_one_stack("T4")
def an_external_redis_lets_somebody_in(_: str, settings: Settings) -> Iterator[Found]:
    """A public address that is used has an allow-list."""
    redis = settings.redis
    if redis.mode == "dedicated" and redis.connection == "external" and not redis.allow:
        what = "is empty while `connection` is external"
        why = "Render closes that door, and no service reaches its queue"
        write = "list the ranges of your Render region, or write `connection: internal`"
        yield Found("redis.allow", what, why, write)


@of_one_stack("C14", "R18")
def nothing_is_open_to_everybody(_: str, settings: Settings) -> Iterator[Found]:
    """No allow-list holds the whole internet, in one piece or in a few."""
    redis = settings.redis
    lists = {
        "database.ipAccessList": settings.database.ip_access_list,
        "redis.allow": redis.allow if redis.mode == "dedicated" else [],
    }
    for key, entries in lists.items():
        for place, entry in enumerate(entries):
            if int(entry.cidr.partition("/")[2]) < 8:
                what = (
                    "opens it to the whole internet" if entry.cidr.endswith("/0") else "is a large part of it"
                )
                why = "then only a password keeps strangers out"
                yield Found(f"{key}[{place}]", what, why, "list the ranges that need it")


@of_one_stack("R37")
def developers_have_a_password_of_ours(_: str, settings: Settings) -> Iterator[Found]:
    """A developer's user can be made, and is not the application's."""
    for place, person in enumerate(settings.database.developers):
        if settings.secrets.get(person.password_secret, "ui") == "ui":
            what = f"names '{person.password_secret}', whose value the program cannot read"
            key = f"database.developers[{place}].passwordSecret"
            yield Found(key, what, "the user could not be made", "add it to `secrets` with another source")
        if person.username == settings.database.user:
            key = f"database.developers[{place}].username"
            why = "a person's user may only read, and the application has to write"
            yield Found(key, "is the application's user", why, "give the person another name")


@of_one_stack("R39")
def backups_belong_to_the_cluster(_: str, settings: Settings) -> Iterator[Found]:
    """A backup schedule is set by the stack that owns the cluster."""
    if settings.database.backup and not settings.database.owned_cluster:
        what = "would replace every backup policy of a cluster that this stack does not own"
        why = "other databases live on it"
        write = "set `ownedCluster` too, or manage backups where the cluster is managed"
        yield Found("database.backup", what, why, write)


@of_one_stack("C12", "R39")
def a_cluster_of_our_own_can_be_backed_up(stack: str, settings: Settings) -> Iterator[Found]:
    """The tier of an owned cluster has backups where they are needed."""
    cluster = settings.database.owned_cluster
    if cluster is None or not re.fullmatch(r"M[025]|FLEX", cluster.instance_size.upper()):
        return
    if stack == PRODUCTION or settings.database.backup:
        why = "cloud backups begin with M10, and lost data would be lost for good"
        what = f"'{cluster.instance_size}' has no backup schedule"
        yield Found("database.ownedCluster.instanceSize", what, why, "write M10 or larger")


RULES = (
    production_owns_its_redis,
    an_external_redis_lets_somebody_in,
    nothing_is_open_to_everybody,
    developers_have_a_password_of_ours,
    backups_belong_to_the_cluster,
    a_cluster_of_our_own_can_be_backed_up,
)
