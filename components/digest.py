"""One short text that changes exactly when something behind it changes: what triggers a deploy."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pulumi


def sha256_of(values: Mapping[str, Any]) -> str:
    """The hex digest of plain JSON values, independent of the order of keys."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(values: Mapping[str, pulumi.Input[Any]]) -> pulumi.Output[str]:
    """The digest of inputs; secret when one of them is, unknown when one of them is."""
    return pulumi.Output.from_input(dict(values)).apply(sha256_of)
