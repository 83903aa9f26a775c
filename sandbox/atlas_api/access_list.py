"""The group's IP access list: who may reach its clusters."""

import ipaddress

from sandbox.atlas_api.wire import AtlasError, Call, page
from sandbox.http import Json

KINDS = ("cidrBlock", "ipAddress", "awsSecurityGroup")


def list_all(call: Call) -> Json:
    """GET /groups/{group}/accessList."""
    return page(list(call.table("accessList").values()))


def create(call: Call) -> Json:
    """POST /groups/{group}/accessList with an array; an entry that is already there is replaced."""
    if not isinstance(call.body, list) or not call.body:
        raise AtlasError(400, "INVALID_JSON_ATTRIBUTE", "The body must be an array of entries.")
    entries = [normalised(call, entry) for entry in call.body]
    for key, entry in entries:
        call.table("accessList")[key] = entry
    return list_all(call)


def get(call: Call) -> Json:
    """GET /groups/{group}/accessList/{entry}."""
    return find(call)


def delete(call: Call) -> None:
    """DELETE /groups/{group}/accessList/{entry}."""
    find(call)
    del call.table("accessList")[call.path["entry"]]


def find(call: Call) -> Json:
    """Return the entry that the path names; raises 404."""
    key = call.path["entry"]
    entry = call.table("accessList").get(key)
    if entry is None:
        detail = f"IP Address {key} not on Atlas access list for group {call.path['group']}."
        raise AtlasError(404, "ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND", detail, key)
    return entry


def normalised(call: Call, entry: Json) -> tuple[str, Json]:
    """Return the key and the stored form of an entry: an address is also shown as a block of one."""
    kinds = [kind for kind in KINDS if entry.get(kind)]
    if len(kinds) != 1:
        raise AtlasError(400, "INVALID_ATTRIBUTE", f"Exactly one of {', '.join(KINDS)} must be set.")
    key: str = entry[kinds[0]]
    kept = {"groupId": call.path["group"], "comment": "", **entry}
    if kinds[0] == "awsSecurityGroup":
        return key, kept
    try:
        block = ipaddress.ip_network(key)
    except ValueError:
        raise AtlasError(
            400, "INVALID_IP_ADDRESS_OR_CIDR_NOTATION", f"{key} is no address or block.", key
        ) from None
    return key, {**kept, "cidrBlock": str(block)}
