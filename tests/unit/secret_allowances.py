"""What the scan for secrets reports and may stay; anything else is a failure, and so is an idle rule."""

import re
from fnmatch import fnmatchcase
from typing import NamedTuple

from config.frameworks import PREFIXES
from tests.unit.secret_scan import Finding


class Rule(NamedTuple):
    """Findings of one kind, in files of these names, on lines with this pattern, and why they may stay."""

    files: str
    kind: str
    line: str
    reason: str

    def covers(self, finding: Finding, line: str) -> bool:
        """Whether this rule lets a finding on this line stay."""
        return (
            fnmatchcase(finding.file, self.files)
            and fnmatchcase(finding.kind, self.kind)
            and re.search(self.line, line) is not None
        )


_STATE = "tests/engine/*_state/"
_PREVIEWS = "tests/unit/previews/*.json"
# As the vendors make them: a team, a project, a workspace, a service, a Key Value.
_IDS = "(team|prj)_[A-Za-z0-9]{20,32}|(tea|usr|srv|red)-[a-z0-9]{20}"
_OF_PULUMI = r"^\s*(secure|encryptionsalt|encryptedkey|secretsprovider): "
_PUBLIC = rf"^\s+({'|'.join(sorted(PREFIXES))})\w+: "
_HEX, _BASE64, _KEYWORD = "Hex High Entropy String", "Base64 High Entropy String", "Secret Keyword"

# What anybody may write into a stack file or a policy; whether it looks random is chance: these may be idle.
OF_STACK_FILES = (
    Rule("*Pulumi.*.yaml", _HEX, r"projectId: ", "the id of an Atlas project, which opens nothing"),
    Rule("*Pulumi.*.yaml", _BASE64, rf"\b({_IDS})\b", "ids of Render and Vercel, which open nothing"),
    Rule("*Pulumi.*.yaml", _KEYWORD, r"passwordSecret: ", "the name of a secret, not its value"),
    Rule("*Pulumi.*.yaml", "*", _OF_PULUMI, "encrypted, or where the key for it is"),
    Rule("*Pulumi.*.yaml", "*", _PUBLIC, "public, and judged by the rules"),
    Rule("data/policy.yaml", _KEYWORD, r"^\s+[\w.\[\]]+: [a-z-]+$", "what happens to it, in a policy's word"),
    Rule(
        "docs/data.md", _KEYWORD, r"^\| .* \| .* \| .*`", "names of fields, in the table made from the policy"
    ),
)
RULES = (
    Rule("Pulumi.*.yaml", _KEYWORD, r"^\s+[A-Z_]+: (env|config|generated|ui)\b", "where a value comes from"),
    Rule("ops/adopt/site_settings.py", _KEYWORD, r'^PASSWORD = "', "the name of a secret, not its value"),
    Rule("sandbox/clusters/people/application.json", _KEYWORD, r'": "String', "a field of the schema"),
    Rule("sandbox/environment.py", _KEYWORD, r'_SECRET": "\w+_"', "a prefix, before random text"),
    # A real one would be found by its form or its entropy.
    Rule("tests/*", _KEYWORD, "", "values of tests, reported only because of the name before them"),
    Rule("*", "login in an address", r"://[^\s@]*:[\[({<…]", "the password is filled in later"),
    Rule("*", "login in an address", r"://[a-z0-9{}]{0,5}:[a-z0-9]{1,6}@", "a word, to show the form"),
    Rule("tests/unit/*", "Render key", "rnd_0123456789abcdefghij", "the digits and letters in order"),
    Rule("tests/unit/*", _BASE64, "rnd_0123456789abcdefghij", "the digits and letters in order"),
    Rule(
        "*/go.sum",
        "generated secret",
        r" h1:[\w+/]{43}=$",
        "a module's checksum, of the same length",
    ),
    Rule("toolchain/pins.py", _BASE64, r' "sha512-[\w+/]{86}=="$', "a package's checksum"),
    Rule("tests/unit/test_components.py", _HEX, r'"[0-9a-f]{64}"', "a digest that must not change"),
    # Written by a sandbox that no longer exists, with values that it made up.
    Rule(_STATE + "cloud.json", _HEX, r'"(id|zoneId)": "[0-9a-f]{24,40}"', "a made-up commit or cluster"),
    Rule(_STATE + "*.json", _HEX, r'"(magic|digest)": "[0-9a-f]{64}"', "a digest"),
    Rule(_STATE + "*.json", _HEX, r'"id": "[0-9a-f]{28}"', "a made-up id of Vercel's"),
    Rule(_STATE + "*.json", _HEX, r'"4dabf18[0-9a-f]{25}":', "Pulumi's marks of a secret"),
    Rule(_STATE + "*.json", _BASE64, r'"__provider": "gASV', "a pickled class, by its name"),
    Rule(_STATE + "cloud.json", "generated secret", r'"(JWT|SESSION)_SECRET": "', "made up by the sandbox"),
    Rule(_STATE + "cloud.json", _BASE64, r'"((JWT|SESSION)_SECRET|_password)": "', "made up by the sandbox"),
    Rule(_STATE + "cloud.json", "login in an address", r'"REDIS_URL": "rediss://red-', "of a made-up Redis"),
    Rule(_STATE + "cloud.json", "login in an address", r":\$\{[A-Z_]+\}@", "the password is filled in later"),
    Rule(_PREVIEWS, _BASE64, r'"__provider": "gASV', "a pickled class, by its name"),
    Rule(_PREVIEWS, _HEX, r'"digest": "[0-9a-f]{64}"', "a digest of public values"),
)
