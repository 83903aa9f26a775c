"""The Redis on Render; the cluster on Atlas, and who may reach it."""

from collections.abc import Iterator

from config.derived import key_value_inputs
from config.settings import Settings
from config.settings.stores import OwnedCluster
from ops.accounts import Json, atlas, matches
from ops.adopt.plan import Edit, Plan, known
from ops.state import State
from render import key_values
from render.client import RenderClient


def redis(client: RenderClient, settings: Settings, state: State) -> Plan:
    """The Key Value instance, when this environment owns it. Raises RenderError."""
    spec, instance = settings.redis, matches.key_value(client, settings)
    if spec.mode == "shared":
        how = f"{instance.id} is looked up" if instance else "is not there; bring up the stack that owns it"
        return Plan((f"redis: {spec.name} {how}; nothing to take over",))
    if instance is None:
        return Plan((f"redis: {spec.name} is not there; an update creates it",))
    if instance.id in state.ids:
        return Plan((known("redis", instance.name, instance.id),))
    wanted = {
        **key_value_inputs(settings, spec),
        "maxmemory_policy": "noeviction",
        "adopt": instance.id,
    }
    lines, faults = key_values.announce(client, wanted)
    said = (*lines, *(f"{fault.property}: {fault.reason}" for fault in faults))
    edits = () if spec.adopt else (Edit("redis.adopt", instance.id, after="name"),)
    how = "by the id under `adopt`" if spec.adopt else "by its name"
    return Plan((f"redis: found {how}", *(f"  {line}" for line in said)), edits)


def cluster(settings: Settings, state: State) -> Plan:
    """The cluster: looked up, unless the file says that this environment owns it. Raises AccountError."""
    spec = settings.database
    if spec.owned_cluster is None:
        return Plan((f"database: the cluster {spec.cluster} is looked up; nothing to take over",))
    if ("AdvancedCluster", "database") in state.names:
        return Plan((f"database: the cluster {spec.cluster} is this stack's already",))
    live = atlas.connect(settings.atlas.project_id).cluster(spec.cluster)
    if live is None:
        return Plan((f"database: the cluster {spec.cluster} is not there; an update creates it",))
    lines = (
        f"database: the cluster {spec.cluster} is taken over as it is, and stays so while "
        "`database.ownedCluster.keepSettings` is true",
        *(f"  {line}" for line in _differences(spec.owned_cluster, live)),
    )
    if spec.owned_cluster.adopt:
        return Plan(lines)
    edits = (
        Edit("database.ownedCluster.keepSettings", True, after="adopt"),
        Edit("database.ownedCluster.adopt", True),
    )
    return Plan(lines, edits)


def access_list(settings: Settings, state: State) -> Plan:
    """The entries of the file that Atlas has already, made by somebody else. Raises AccountError."""
    entries = settings.database.ip_access_list
    if not entries:
        return Plan()
    live = atlas.connect(settings.atlas.project_id).access_list()
    lines, edits = [], []
    for place, entry in enumerate(entries):
        if entry.cidr not in live or ("ProjectIpAccessList", entry.cidr) in state.names:
            continue
        lines.append(
            f"database: {entry.cidr} is in the access list as '{live[entry.cidr]}', and is taken over"
        )
        if live[entry.cidr] != entry.description:
            lines.append(f"  ~ comment: {live[entry.cidr]!r} => {entry.description!r}")
        if not entry.adopt:
            edits.append(Edit(f"database.ipAccessList.{place}.adopt", True, after="description"))
    return Plan(tuple(lines), tuple(edits))


def backups(settings: Settings, state: State) -> Plan:
    """What a schedule of ours does to the one that a cluster has which is taken over."""
    spec = settings.database
    if spec.backup is None or spec.backup.adopt or ("CloudBackupSchedule", "database") in state.names:
        return Plan()
    if spec.owned_cluster is None or not spec.owned_cluster.adopt:
        return Plan()
    line = (
        f"! database.backup: would replace every backup policy that the cluster {spec.cluster} has; the "
        "preview stops until `adopt: true` stands there, or `backup` is removed"
    )
    return Plan((line,))


def _differences(wanted: OwnedCluster, live: Json) -> Iterator[str]:
    """What the file asks for and the cluster is not."""
    regions = [region for spec in live.get("replicationSpecs") or () for region in spec["regionConfigs"]]
    first = regions[0] if regions else {}
    facts = {
        "provider": (first.get("providerName"), wanted.provider_name),
        "region": (first.get("regionName"), wanted.region_name),
        "tier": ((first.get("electableSpecs") or {}).get("instanceSize"), wanted.instance_size),
        "version": (live.get("mongoDBMajorVersion"), wanted.mongo_db_major_version),
        "backups": (bool(live.get("backupEnabled")), True),
    }
    for name, (now, asked) in facts.items():
        if asked is not None and now != asked:
            yield f"~ {name}: {now!r}, the file says {asked!r}"
    if len(regions) > 1:
        yield "~ it has several regions, the file describes one"
