"""How much a stack file may hold: Pulumi hands the whole of it to the program in one variable."""

import json
from collections.abc import Mapping
from typing import Any, Final

from config.violations import Violation

# Linux takes no longer string, with its name and its end, in an environment: MAX_ARG_STRLEN of
# include/uapi/linux/binfmts.h, 32 pages of 4 KiB.
_LONGEST: Final = 32 * 4096
LIMIT: Final = _LONGEST - len("PULUMI_CONFIG=") - 1


def too_large(file: str, project: str, config: Mapping[str, Any]) -> list[Violation]:
    """A violation at the largest key, if what stands under `config:` is more than Linux takes."""
    texts = {(key if ":" in key else f"{project}:{key}"): _text(value) for key, value in config.items()}
    size = len(_json(texts).encode())
    if size <= LIMIT:
        return []
    largest = max(texts, key=lambda key: len(texts[key]))
    what = f"the settings are {size} bytes as Pulumi hands them to the program, and {LIMIT} is the most"
    why = "Linux takes no longer variable, so every preview and update would end in `argument list too long`"
    write = "keep what is long elsewhere; this key holds most of it"
    return [Violation(file, largest.rpartition(":")[2], what, why, write)]


def _text(value: Any) -> str:
    """A value in the form in which Pulumi passes it on; of one that is encrypted, about as long a text."""
    if isinstance(value, Mapping) and value.keys() == {"secure"}:
        return "x" * (len(str(value["secure"]).rpartition(":")[2].rstrip("=")) * 3 // 4 - 16)
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    """As Go's encoding/json writes it: what HTML would read is escaped, letters of any language are not."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})
