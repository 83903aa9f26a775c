"""What a cluster has already and no stack file states: handed back to Atlas' plugin as it is.

The plugin plans what nobody states as nothing (tags, labels), takes away the regions that a list leaves out,
and begins a schedule with deleting the one that is there (seen with 4.14). `found` is what a look-up says.
"""

from collections.abc import Mapping
from typing import Any

from config.settings import OwnedCluster

Found = Mapping[str, Any]

# The plugin's own mark, which it hides and refuses to be given.
_RESERVED_LABEL = "Infrastructure Tool"
_NEW: Found = {"regionConfigs": [{"electableSpecs": {"nodeCount": 3}}]}
_POLICIES = {"weeklies": "Weeklies", "monthlies": "Monthlies", "yearlies": "Yearlies"}


def settings_kept(found: Found) -> dict[str, Any]:
    """The arguments of a cluster that an update would otherwise take away."""
    labels = {key: value for key, value in (found.get("labels") or {}).items() if key != _RESERVED_LABEL}
    expires = (found.get("pinnedFcv") or {}).get("expirationDate")
    kept = {
        "tags": found.get("tags"),
        "labels": labels,
        "pinned_fcv": {"expiration_date": expires} if expires else None,
        "adaptive_capacity": found.get("adaptiveCapacity"),
        "database_edition": found.get("databaseEdition"),
    }
    return {name: value for name, value in kept.items() if value}


def replication_specs(spec: OwnedCluster, found: Found) -> list[Any]:
    """Shards and regions as they are, the first region where the stack file says; one of each if new."""
    shards = found.get("replicationSpecs") or [_NEW]
    return [
        {
            "region_configs": [
                _region(spec, region, first=number == place == 0)
                for place, region in enumerate(shard["regionConfigs"])
            ]
        }
        for number, shard in enumerate(shards)
    ]


def shared_kind(found: Found) -> str | None:
    """What a cluster is that is not dedicated: TENANT (free) or FLEX; None for any other."""
    kind = _first_region(found).get("providerName")
    return str(kind) if kind in ("TENANT", "FLEX") else None


def scaled_away(spec: OwnedCluster, found: Found) -> str | None:
    """The tier that the cluster has given itself, None where it is the stack file's."""
    first = _first_region(found)
    tier = (first.get("electableSpecs") or {}).get("instanceSize")
    return str(tier) if _scales(first) and tier not in (None, spec.instance_size) else None


def _first_region(found: Found) -> Found:
    regions = [region for shard in found.get("replicationSpecs") or () for region in shard["regionConfigs"]]
    return regions[0] if regions else {}


def _scales(region: Found) -> bool:
    """Whether Atlas moves the tier itself."""
    return bool((region.get("autoScaling") or {}).get("computeEnabled"))


def _region(spec: OwnedCluster, region: Found, *, first: bool) -> dict[str, Any]:
    live = {name: region.get(name) or {} for name in ("electableSpecs", "readOnlySpecs", "analyticsSpecs")}
    # Where Atlas moves the tier, an update would move it back.
    own = live["electableSpecs"].get("instanceSize", spec.instance_size)
    size = own if _scales(region) else spec.instance_size
    nodes = {
        "electable_specs": (live["electableSpecs"], size),
        # One tier for all that can be read from; what only analyses has its own.
        "read_only_specs": (live["readOnlySpecs"], size),
        "analytics_specs": (live["analyticsSpecs"], live["analyticsSpecs"].get("instanceSize")),
    }
    return {
        "provider_name": spec.provider_name if first else region["providerName"],
        "region_name": spec.region_name if first else region["regionName"],
        "priority": int(region.get("priority") or 7),
        **{
            name: {"instance_size": tier, "node_count": int(specs["nodeCount"])}
            for name, (specs, tier) in nodes.items()
            if specs.get("nodeCount")
        },
    }


def schedule_kept(found: Found) -> dict[str, Any]:
    """The arguments of a backup schedule that a stack file cannot state."""
    flags = ("auto_export_enabled", "use_org_and_group_names_in_export_prefix", "copy_policy_items_enabled")
    exports = [_named(item, ("export_bucket_id", "frequency_type")) for item in found.get("exports") or ()]
    times = ("reference_hour_of_day", "reference_minute_of_hour")
    kept = {
        **_named(found, times),
        "restore_window_days": found.get("restoreWindowDays") or None,
        **{
            f"policy_item_{name}": [
                _named(item, ("frequency_interval", "retention_unit", "retention_value"))
                for item in found.get(f"policyItem{wire}") or ()
            ]
            for name, wire in _POLICIES.items()
        },
        "copy_settings": [_copy(item) for item in found.get("copySettings") or ()],
        "export": exports[0] if exports else None,
        **{flag: True for flag in flags if found.get(_wire(flag))},
    }
    return {name: value for name, value in kept.items() if value is not None and value != []}


def _copy(found: Found) -> dict[str, Any]:
    """Copies to one region, in the one of three ways in which they are chosen."""
    where = _named(found, ("cloud_provider", "region_name", "zone_id", "should_copy_oplogs"))
    kept = ("frequency_type", "retention_unit", "retention_value")
    chosen = {
        **_named(found, ("frequencies", "last_number_of_snapshots")),
        "copy_policy_items": [
            {name: value for name, value in _named(item, kept).items() if value}
            for item in found.get("copyPolicyItems") or ()
        ],
    }
    return {**where, **{name: value for name, value in chosen.items() if value}}


def _named(found: Found, names: tuple[str, ...]) -> dict[str, Any]:
    """Some of a look-up's values, by the SDK's names; numbers may come as 3.0."""
    values = {name: found.get(_wire(name)) for name in names}
    return {name: int(v) if isinstance(v, float) else v for name, v in values.items() if v is not None}


def _wire(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
