"""Clusters as the API nests and names them, and as the SDK does."""

from typing import Any

from sandbox.plugins.values import Json

SPECS = ("electableSpecs", "readOnlySpecs", "analyticsSpecs")
SCALINGS = ("autoScaling", "analyticsAutoScaling")
PLAIN = ("providerName", "regionName", "priority", "backingProviderName")
SPEC_NAMES = {"diskSizeGb": "diskSizeGB", "diskIops": "diskIOPS"}
ARGUMENT_NAMES = {
    "defaultMaxTimeMs": "defaultMaxTimeMS",
    "oplogSizeMb": "oplogSizeMB",
    "sampleRefreshIntervalBiConnector": "sampleRefreshIntervalBIConnector",
    "sampleSizeBiConnector": "sampleSizeBIConnector",
}
# The SDK's flat name, and where the API keeps it.
SCALING_NAMES = {
    "computeEnabled": ("compute", "enabled"),
    "computeScaleDownEnabled": ("compute", "scaleDownEnabled"),
    "computeMinInstanceSize": ("compute", "minInstanceSize"),
    "computeMaxInstanceSize": ("compute", "maxInstanceSize"),
    "diskGbEnabled": ("diskGB", "enabled"),
}


def renamed(content: Json, names: dict[str, str]) -> Json:
    """Return the content under the API's names."""
    return {names.get(key, key): value for key, value in content.items() if value is not None}


def named_back(content: Json, names: dict[str, str]) -> Json:
    """Return the content under the SDK's names."""
    return renamed(content, {wire: name for name, wire in names.items()})


def encode_specs(specs: list[Json]) -> list[Json]:
    """Return the API's `replicationSpecs`."""
    kept = ("zoneName",)
    return [
        {
            **{key: spec[key] for key in kept if key in spec},
            "regionConfigs": [_encode_region(region) for region in spec["regionConfigs"]],
        }
        for spec in specs
    ]


def decode_specs(specs: list[Json]) -> list[Json]:
    """Return the property for the API's `replicationSpecs`."""
    return [
        {
            "externalId": spec["id"],
            "zoneId": spec["zoneId"],
            "zoneName": spec["zoneName"],
            "regionConfigs": [_decode_region(region) for region in spec["regionConfigs"]],
        }
        for spec in specs
    ]


def encode_pairs(content: dict[str, str]) -> list[Json]:
    """Return tags or labels as the API lists them."""
    return [{"key": key, "value": value} for key, value in content.items()]


def decode_pairs(content: list[Json]) -> dict[str, str]:
    """Return tags or labels as a mapping."""
    return {item["key"]: item["value"] for item in content}


def decode_arguments(content: Json) -> Json:
    """Return the property for the API's process arguments."""
    return named_back(content, ARGUMENT_NAMES)


def encode_arguments(content: Json) -> Json:
    """Return the API's process arguments."""
    return renamed(content, ARGUMENT_NAMES)


def connection_strings(reply: Json) -> Json:
    """Return the property with every key that the SDK's type has."""
    return {"private": "", "privateSrv": "", "standard": "", "privateEndpoints": [], **reply}


def _encode_region(region: Json) -> Json:
    return {
        **{key: region[key] for key in PLAIN if key in region},
        **{key: renamed(region[key], SPEC_NAMES) for key in SPECS if key in region},
        **{key: _encode_scaling(region[key]) for key in SCALINGS if key in region},
    }


def _decode_region(region: Json) -> Json:
    return {
        **{key: region[key] for key in PLAIN if key in region},
        **{key: named_back(region[key], SPEC_NAMES) for key in SPECS if key in region},
        **{key: _decode_scaling(region[key]) for key in SCALINGS if key in region},
    }


def _encode_scaling(scaling: Json) -> Json:
    nested: dict[str, Any] = {}
    for name, value in scaling.items():
        outer, inner = SCALING_NAMES[name]
        nested.setdefault(outer, {})[inner] = value
    return nested


def _decode_scaling(scaling: Json) -> Json:
    return {
        name: scaling[outer][inner]
        for name, (outer, inner) in SCALING_NAMES.items()
        if inner in scaling.get(outer, {})
    }
