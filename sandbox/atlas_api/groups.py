"""Groups (Atlas' projects): what is in them, their network containers, and who may reach their clusters.

Groups come from the seed only.
"""

import ipaddress

from sandbox.atlas_api.expiry import kept_until
from sandbox.atlas_api.wire import AtlasError, Call, new_id, page
from sandbox.http import Json, Row, public

KINDS = ("cidrBlock", "ipAddress", "awsSecurityGroup")


def _get(call: Call) -> Json:
    return _reply(call.group)


def _get_by_name(call: Call) -> Json:
    wanted = call.path["name"]
    for group in call.cloud.atlas.get("groups", {}).values():
        if group["name"] == wanted:
            return _reply(group)
    raise AtlasError(404, "GROUP_NAME_NOT_FOUND", f"No group with name {wanted} exists.", wanted)


def _reply(group: Json) -> Json:
    return {"id": group["id"], "name": group["name"], "clusterCount": len(group.get("clusters", {}))}


def _containers(call: Call) -> Json:
    """One container per provider and region that a cluster of the group is in."""
    known = call.table("containers")
    for cluster in call.table("clusters").values():
        for spec in cluster.get("replicationSpecs", []):
            for region in spec.get("regionConfigs", []):
                _container_of(
                    known, region.get("backingProviderName", region["providerName"]), region["regionName"]
                )
    return page(list(known.values()))


def _container_of(known: dict[str, Json], provider: str, region: str) -> Json:
    """The container for a provider and region, made when it is not there yet."""
    key = f"{provider}/{region}"
    if key not in known:
        # Azure alone calls it `region`; the provider looks for exactly that.
        name = "region" if provider == "AZURE" else "regionName"
        known[key] = {"id": new_id(), "providerName": provider, name: region, "provisioned": True}
    return known[key]


def _entries(call: Call) -> Json:
    return page([public(entry) for entry in call.table("accessList").values()])


def _add_entries(call: Call) -> Json:
    """Add an array of entries; one that is already there is replaced."""
    if not isinstance(call.body, list) or not call.body:
        raise AtlasError(400, "INVALID_JSON_ATTRIBUTE", "The body must be an array of entries.")
    entries = [_normalised(call, entry) for entry in call.body]
    for key, entry in entries:
        call.table("accessList")[key] = entry
    return _entries(call)


def _delete_entry(call: Call) -> None:
    _get_entry(call)
    del call.table("accessList")[_name(call.path["entry"])]


def _get_status(call: Call) -> Json:
    """Whether the clusters know of an entry yet: after a stage, which is assumed."""
    _get_entry(call)
    made = call.table("accessList")[_name(call.path["entry"])].get("_at", 0)
    return {"STATUS": ("PENDING", "ACTIVE")[call.cloud.stage(made, 1)]}


def _get_entry(call: Call) -> Json:
    key = call.path["entry"]
    entry = call.table("accessList").get(_name(key))
    if entry is None:
        detail = f"IP Address {key} not on Atlas access list for group {call.path['group']}."
        raise AtlasError(404, "ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND", detail, key)
    return public(entry)


def _normalised(call: Call, entry: Json) -> tuple[str, Json]:
    """The name and the stored form of an entry: an address is also shown as a block of one."""
    kinds = [kind for kind in KINDS if entry.get(kind)]
    if len(kinds) != 1:
        raise AtlasError(400, "INVALID_ATTRIBUTE", f"Exactly one of {', '.join(KINDS)} must be set.")
    key: str = entry[kinds[0]]
    kept = {
        "groupId": call.path["group"],
        "comment": "",
        **entry,
        **kept_until(call.cloud, entry),
        "_at": call.cloud.now(),
    }
    if kinds[0] == "awsSecurityGroup":
        return key, kept
    block = _block(key)
    if block is None:
        raise AtlasError(400, "INVALID_IP_ADDRESS_OR_CIDR_NOTATION", f"{key} is no address or block.", key)
    return block, {**kept, "cidrBlock": block}


def _name(entry: str) -> str:
    """What an entry is found by: an address and the block of one are the same, a group has its own id."""
    return _block(entry) or entry


def _block(text: str) -> str | None:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        return None


ROUTES: list[Row] = [
    ("GET", "/groups/byName/{name}", _get_by_name, 200),
    ("GET", "/groups/{group}", _get, 200),
    ("GET", "/groups/{group}/containers", _containers, 200),
    # The slash of a CIDR block arrives as %2F and is decoded by then.
    ("GET", "/groups/{group}/accessList", _entries, 200),
    ("POST", "/groups/{group}/accessList", _add_entries, 201),
    ("GET", "/groups/{group}/accessList/{entry:path}/status", _get_status, 200),
    ("GET", "/groups/{group}/accessList/{entry:path}", _get_entry, 200),
    ("DELETE", "/groups/{group}/accessList/{entry:path}", _delete_entry, 204),
]
