"""The Redis on Render, and who may reach the clusters of the Atlas project."""

from config.derived import key_value_inputs
from config.settings import Settings
from ops.accounts import atlas, matches
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
