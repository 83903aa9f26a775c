"""Cluster, users, access list and backup schedule at Atlas, as an update that was cut off leaves them."""

from collections.abc import Iterator
from functools import partial

from config.backup_policies import stated
from config.database_users import database_users
from config.settings import Settings
from ops.accounts.atlas import Atlas
from ops.adopt.cluster import differences
from ops.adopt.lost.thing import Thing, holding
from ops.state import State

COMPONENT = "infra:components:Database"
# The component's own name, and that of its cluster and schedule.
_NAME = "database"
_part = partial(Thing, component=COMPONENT)


def lost(atlas: Atlas, stack: str, settings: Settings, state: State) -> Iterator[Thing]:
    """What Atlas has of this stack and the state has not. Raises AccountError."""
    for find in (_cluster, partial(_users, stack), _entries, _schedule):
        yield from (thing for thing in find(atlas, settings) if thing.key not in state.names)


def _cluster(atlas: Atlas, settings: Settings) -> Iterator[Thing]:
    spec, name = settings.database.owned_cluster, settings.database.cluster
    live = atlas.cluster(name) if spec and not spec.adopt else None
    if spec is None or live is None:
        return
    working = live["stateName"] != "IDLE"
    differs = tuple(f"its {key} is {now}" for key, now, _ in differences(spec, live))
    yield _part(
        what=f"database: the cluster {name}",
        kind="mongodbatlas:index/advancedCluster:AdvancedCluster",
        name=_NAME,
        import_id=f"{settings.atlas.project_id}-{name}",
        # It has no address before it is ready.
        differs=(f"Atlas is at work on it ({live['stateName']})",) if working else differs,
        instead="run this again when Atlas is done with it"
        if working
        else "`ops adopt` without `--lost` takes over what others have made",
        unsure=True,
    )


def _users(stack: str, atlas: Atlas, settings: Settings) -> Iterator[Thing]:
    database = settings.database
    for user in database_users(stack, settings):
        live = atlas.user(user.username)
        if live is None:
            continue
        can = sorted(f"{each['roleName']} of {each['databaseName']}" for each in live.get("roles") or ())
        may = sorted(f"{role} of {database.name}" for role in user.roles)
        where = [scope["name"] for scope in live.get("scopes") or ()]
        yield _part(
            what=f"database: the user {user.username}",
            kind="mongodbatlas:index/databaseUser:DatabaseUser",
            name=user.username,
            import_id=f"{settings.atlas.project_id}/{user.username}/admin",
            differs=holding(
                (can != may, f"its rights are {', '.join(can) or 'none'}"),
                (where != [database.cluster], f"it is valid on {', '.join(where) or 'every cluster'}"),
            ),
            instead="an update would write another password: if nobody uses it, delete it in Atlas and run "
            "`pulumi up`",
            unsure=True,
        )


def _entries(atlas: Atlas, settings: Settings) -> Iterator[Thing]:
    entries = [entry for entry in settings.database.ip_access_list if not entry.adopt]
    live = atlas.access_list() if entries else {}
    for entry in entries:
        if entry.cidr not in live:
            continue
        comment = live[entry.cidr]
        yield _part(
            what=f"database: {entry.cidr} in the access list",
            kind="mongodbatlas:index/projectIpAccessList:ProjectIpAccessList",
            name=entry.cidr,
            import_id=f"{settings.atlas.project_id}-{entry.cidr}",
            differs=holding((comment != entry.description, f"its comment is {comment!r}")),
            instead="`adopt: true` in its line of `database.ipAccessList` takes it over",
        )


def _schedule(atlas: Atlas, settings: Settings) -> Iterator[Thing]:
    """Only one that is ours to the last policy: any other is made, or refused, by the update itself."""
    spec, cluster = settings.database.backup, settings.database.cluster
    if spec is None:
        return
    if atlas.policies(cluster) == {frequency: [policy] for frequency, policy in stated(spec).items()}:
        yield _part(
            what=f"database: the backup schedule of {cluster}",
            kind="mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule",
            name=_NAME,
            import_id=f"{settings.atlas.project_id}-{cluster}",
        )
