"""Finds what looks like a secret in files: by vendors' forms, by a telling name, by entropy. Offline.

A finding says file, line and kind, and never holds the value.
"""

import math
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.high_entropy_strings import (
    Base64HighEntropyString,
    HexHighEntropyString,
    HighEntropyStringsPlugin,
)
from detect_secrets.plugins.keyword import DENYLIST
from detect_secrets.settings import transient_settings

from ops.redact import SHAPES

# Addresses of public ranges are no secrets; logins in addresses are a shape of our own, with more schemes.
_LEFT_OUT = {"Public IP (ipv4)", "Basic Auth Credentials"}
_BY_LINE = ("KeywordDetector", "Base64HighEntropyString", "HexHighEntropyString")
# The library's own, without the one that lets a comment in the scanned line allow a secret, and without
# those that ask a vendor over the network whether the secret is still in use.
_FILTERS = (
    "is_sequential_string",
    "is_potential_uuid",
    "is_likely_id_string",
    "is_templated_secret",
    "is_prefixed_with_dollar_sign",
    "is_indirect_reference",
    "is_lock_file",
    "is_not_alphanumeric_string",
    "is_swagger_file",
)
_SETTINGS = {
    "plugins_used": [{"name": name} for name in _BY_LINE],
    "filters_used": [
        # In front of the others: they take seconds for lines in which there is nothing to find.
        {"path": f"{__name__}.is_dull"},
        *({"path": f"detect_secrets.filters.heuristic.{name}"} for name in _FILTERS),
    ],
}


def _quoted(plugin: HighEntropyStringsPlugin) -> re.Pattern[str]:
    """What the plugin looks at and is long enough: n characters have an entropy of at most log2(n)."""
    shortest = math.floor(2**plugin.entropy_limit) + 1
    return re.compile(rf"""(['"])[{re.escape(plugin.charset)}]{{{shortest},}}\1""")


_KEYWORD = re.compile("|".join(DENYLIST), re.IGNORECASE)
_CANDIDATES = (_KEYWORD, _quoted(Base64HighEntropyString()), _quoted(HexHighEntropyString()))


def is_dull(line: str) -> bool:
    """Whether none of the plugins by line could report anything here; a filter of the library's kind."""
    return not any(pattern.search(line) for pattern in _CANDIDATES)


class Finding(NamedTuple):
    """Where something looks like a secret, and of which kind."""

    file: str
    line: int
    kind: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.kind}"


def committable(root: Path) -> list[str]:
    """The files that Git tracks or would add, as they are now."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    return sorted({name for name in names.split("\0") if name and (root / name).is_file()})


def scan(root: Path, files: Iterable[str]) -> list[Finding]:
    """Everything that looks like a secret in the files under `root`."""
    found: set[Finding] = set()
    collection = SecretsCollection(root=str(root))
    with transient_settings(_SETTINGS):
        for file in files:
            found.update(_by_form(file, (root / file).read_text(encoding="utf-8", errors="replace")))
            collection.scan_file(file)
    found.update(Finding(file, _line(root / file, secret), secret.type) for file, secret in collection)
    return sorted(found)


def _line(file: Path, secret: PotentialSecret) -> int:
    """Where the value stands: of YAML with mappings on one line the library counts too many lines."""
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    holding = [number for number, line in enumerate(lines, 1) if (secret.secret_value or "") in line]
    return min(holding, key=lambda number: abs(number - secret.line_number))


def _by_form(file: str, text: str) -> Iterator[Finding]:
    """What a pattern finds; over the whole text, because the library's way, line by line, takes seconds."""
    for kind, pattern in _patterns():
        for match in pattern.finditer(text):
            yield Finding(file, text.count("\n", 0, match.start()) + 1, kind)


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    yield from SHAPES
    detectors: dict[str, type] = get_mapping_from_secret_type_to_class()
    for kind, detector in detectors.items():
        if issubclass(detector, RegexBasedDetector) and kind not in _LEFT_OUT:
            yield from ((kind, pattern) for pattern in detector().denylist)
