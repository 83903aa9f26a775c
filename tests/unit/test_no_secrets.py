"""Nothing that Git tracks or would add looks like a secret, and no file that holds some is tracked."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.secret_allowances import OF_STACK_FILES, RULES, Rule
from tests.unit.secret_scan import Finding, committable, scan

# Tracked or about to be: `git add --force` passes .gitignore.
FORBIDDEN = re.compile(
    r"(^|/)(\.env(\..*)?|\.sandbox|\.pulumi|[^/]*\.(pem|key|passphrase|p12)|(credentials|secrets)[^/]*\.json)($|/)"
)
RANDOM = base64.b64encode(hashlib.sha512(b"planted").digest()).decode()
LETTERS = re.sub(r"\W", "", RANDOM)


@cache
def lines_of(file: str) -> list[str]:
    return (ROOT / file).read_text(encoding="utf-8", errors="replace").split("\n")


def rule_for(finding: Finding) -> Rule | None:
    line = lines_of(finding.file)[finding.line - 1]
    return next((rule for rule in (*RULES, *OF_STACK_FILES) if rule.covers(finding, line)), None)


def test_nothing_that_is_committed_looks_like_a_secret() -> None:
    rules = {finding: rule_for(finding) for finding in scan(ROOT, committable(ROOT))}
    if new := [str(finding) for finding, rule in rules.items() if rule is None]:
        text = "looks like a secret; change it if it is one, else build it at run time, or add a rule and why"
        pytest.fail("\n".join(f"{place}: {text}" for place in new), pytrace=False)
    assert [rule for rule in RULES if rule not in rules.values()] == [], "remove what nothing needs"


@pytest.mark.parametrize(
    "line",
    [
        "  vercel: { team: team_" + LETTERS[:24] + ", repo: kiln-school/kiln }",
        "  render: { ownerId: tea-" + "d3k9f7b2m5x8q1z4w6v0" + ", region: oregon }",
        '  atlas: { projectId: "' + hashlib.sha256(b"planted").hexdigest()[:24] + '" }',
        "    adopt: { project: prj_" + LETTERS[:24] + ", domains: [], variables: {} }",
        "      - { username: mei, passwordSecret: MEI_PASSWORD_AND_A_LONG_NAME }",
        "    secure: " + RANDOM,
        "encryptedkey: " + RANDOM,
        "secretsprovider: awskms://" + hashlib.sha256(b"planted").hexdigest()[:36] + "?region=eu-central-1",
        "      VITE_MAPS_KEY: AI" + "za" + LETTERS[:35],
    ],
)
def test_what_anybody_may_write_into_a_stack_file_looks_like_no_secret(tmp_path: Path, line: str) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(f"config:\n{line}\n")
    (tmp_path / "notes.yaml").write_text(f"config:\n{line}\n")
    found = scan(tmp_path, ["Pulumi.dev.yaml", "notes.yaml"])
    assert {finding.file for finding in found} == {"Pulumi.dev.yaml", "notes.yaml"}
    for finding in found:
        may_stay = any(rule.covers(finding, line) for rule in OF_STACK_FILES)
        assert may_stay == (finding.file == "Pulumi.dev.yaml"), finding


def test_no_file_of_secrets_is_committed() -> None:
    assert [file for file in committable(ROOT) if FORBIDDEN.search(file)] == []


@pytest.mark.parametrize(
    "file",
    [".env", ".env.prod", "a/.env.local", "a/b.pem", "secrets.json", ".pulumi/stacks/x", "a/x.passphrase"],
)
def test_a_file_of_secrets_is_known_by_its_name(file: str) -> None:
    assert FORBIDDEN.search(file)


@pytest.mark.parametrize(
    "file", ["config/dotenv.py", "docs/env.md", "tests/unit/test_no_secrets.py", "keys.py"]
)
def test_another_file_is_not(file: str) -> None:
    assert not FORBIDDEN.search(file)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("key = '" + "sk_" + "live_" + LETTERS[:24] + "'", {"Stripe Access Key", "Stripe key"}),
        ("# whsec_" + LETTERS[:32], {"webhook secret"}),
        ("RENDER: rnd_" + LETTERS[:28], {"Render key"}),
        ("mongodb+srv://" + f"app:{LETTERS[:16]}@host.mongodb.net", {"login in an address"}),
        ("rediss://" + f":{LETTERS[:16]}@host:6379", {"login in an address"}),
        ("AK" + "IA" + LETTERS[:16].upper(), {"AWS Access Key"}),
        ("-----BEGIN RSA " + "PRIVATE KEY-----", {"Private Key"}),
        (f'password = "{LETTERS[:12]}"  # pragma: allowlist secret', {"Secret Keyword"}),
        (f"value: '{LETTERS[:60]}'", {"Base64 High Entropy String"}),
        (f"value: '{hashlib.sha256(b'planted').hexdigest()}'", {"Hex High Entropy String"}),
        # The shortest of their kinds: no more than so many different characters.
        (f"value: '{''.join(dict.fromkeys(LETTERS))[:23]}'", {"Base64 High Entropy String"}),
        ("value: '" + "f0e1d2c3b'", {"Hex High Entropy String"}),
    ],
)
def test_a_planted_secret_is_found_by_file_line_and_kind_and_not_shown(
    tmp_path: Path, text: str, kinds: set[str]
) -> None:
    (tmp_path / "fine.py").write_text("a = 1\n")
    (tmp_path / "config.py").write_text(f"# nothing\n\n{text}\n")
    found = scan(tmp_path, ["config.py", "fine.py"])
    assert kinds <= {finding.kind for finding in found}
    assert {(finding.file, finding.line) for finding in found} == {("config.py", 3)}
    assert not [finding for finding in found if LETTERS[:12] in str(finding)]


def test_a_rule_lets_one_kind_stay_on_its_lines_only() -> None:
    rule = Rule("a/*.py", "Render key", "x{3}", "made up")
    assert rule.covers(Finding("a/b.py", 1, "Render key"), "key xxx")
    assert not rule.covers(Finding("a/b.py", 1, "Render key"), "key xx")
    assert not rule.covers(Finding("a/b.py", 1, "Stripe key"), "key xxx")
    assert not rule.covers(Finding("b/b.py", 1, "Render key"), "key xxx")
