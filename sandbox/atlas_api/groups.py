"""Groups (Atlas' projects) and the network containers of their clusters; groups come from the seed only."""

from sandbox.atlas_api.wire import AtlasError, Call, new_id, page
from sandbox.http import Json

PROVIDERS = ("AWS", "AZURE", "GCP")


def get(call: Call) -> Json:
    """GET /groups/{group}."""
    return reply(call.group)


def get_by_name(call: Call) -> Json:
    """GET /groups/byName/{name}; raises 404."""
    wanted = call.path["name"]
    for group in call.cloud.atlas.get("groups", {}).values():
        if group["name"] == wanted:
            return reply(group)
    raise AtlasError(404, "GROUP_NAME_NOT_FOUND", f"No group with name {wanted} exists.", wanted)


def reply(group: Json) -> Json:
    """Return the group without the things in it."""
    return {"id": group["id"], "name": group["name"], "clusterCount": len(group.get("clusters", {}))}


def containers(call: Call) -> Json:
    """GET /groups/{group}/containers: one per provider and region that a cluster of the group is in."""
    known = call.table("containers")
    for cluster in call.table("clusters").values():
        for spec in cluster.get("replicationSpecs", []):
            for region in spec.get("regionConfigs", []):
                container_of(
                    known, region.get("backingProviderName", region["providerName"]), region["regionName"]
                )
    return page(list(known.values()))


def container_of(known: dict[str, Json], provider: str, region: str) -> Json:
    """Return the container for a provider and region, made when it is not there yet."""
    key = f"{provider}/{region}"
    if key not in known:
        # Azure alone calls it `region`; the provider looks for exactly that.
        name = "region" if provider == "AZURE" else "regionName"
        known[key] = {"id": new_id(), "providerName": provider, name: region, "provisioned": True}
    return known[key]
