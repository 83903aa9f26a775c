"""The Redis on Render and the cluster on Atlas."""

from collections.abc import Collection

from config.settings import Settings
from ops.accounts import found
from ops.accounts.atlas import Atlas
from ops.adopt.plan import Edit, Plan, known
from render import key_values
from render.client import RenderClient


def redis(client: RenderClient, settings: Settings, managed: Collection[str]) -> Plan:
    """The Key Value instance, when this environment owns it. Raises RenderError."""
    spec, instance = settings.redis, found.key_value(client, settings)
    if spec.mode == "shared":
        how = f"{instance.id} is looked up" if instance else "is not there; bring up the stack that owns it"
        return Plan((f"redis: {spec.name} {how}; nothing to take over",))
    if instance is None:
        return Plan((f"redis: {spec.name} is not there; an update creates it",))
    if instance.id in managed:
        return Plan((known("redis", instance.name, instance.id),))
    allow = [{"cidr_block": entry.cidr, "description": entry.description} for entry in spec.allow]
    wanted = {
        "adopt": instance.id,
        "name": spec.name,
        "owner_id": settings.render.owner_id,
        "region": settings.render.region,
        "plan": spec.plan,
        "maxmemory_policy": "noeviction",
        "ip_allow_list": allow,
    }
    lines, faults = key_values.announce(client, wanted)
    said = (*lines, *(f"{fault.property}: {fault.reason}" for fault in faults))
    edits = () if spec.adopt else (Edit("redis.adopt", instance.id, after="name"),)
    return Plan(("redis: found by its name", *(f"  {line}" for line in said)), edits)


def cluster(atlas: Atlas, settings: Settings) -> Plan:
    """The cluster: looked up, unless the file says that this environment owns it. Raises AccountError."""
    spec = settings.database
    there = atlas.cluster(spec.cluster) is not None
    if spec.owned_cluster is None:
        how = "is looked up" if there else "is not there"
        return Plan((f"database: the cluster {spec.cluster} {how}; nothing to take over",))
    if not there:
        return Plan((f"database: the cluster {spec.cluster} is not there; an update creates it",))
    edits = () if spec.owned_cluster.adopt else (Edit("database.ownedCluster.adopt", True),)
    line = f"database: the cluster {spec.cluster} is taken over as it is"
    return Plan((line,), edits)
