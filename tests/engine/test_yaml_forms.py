"""A stack file read by Pulumi itself and by ours: what ours accepts, Pulumi reads alike."""

import json
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.violations import SettingsError
from config.yaml_file import read_document
from toolchain.locate import pulumi_bin

KNOWN = [
    *("yes", "Off", "True", "TRUE", "tRue", "n", "Null", "~", "null", "NUll", "inf", "<<", "=", "''", '""'),
    *("2024-03-01", "2024-3-1", "2024-02-30", "1:30", "1.2.3", "1e3", "1.5E-2", "1e400", ".5", "5.", "1.0"),
    *("0x1F", "0o17", "017", "08", "0123", "-7", "+7", "-0", "1_000", "1_", "_1", "0b101", "-0b11", "0o8"),
    *("9223372036854775807", "9223372036854775808", "18446744073709551615", ".inf", "-.INF", ".nan", "0x1p3"),
    *(
        "2024-03-01  10:00:00",
        "2024-3-1 1:2:3",
        "2024-03-01T10:00:00",
        '"\\ud83d\\ude00"',
        '"\\ud83d"',
        '"\\n"',
    ),
    *('"\\/"', '"\\e\\x41\\u00e9"', "!!str", "!!int", "!foo", "!", "?a", "a#b", "&x", "*x"),
]
ALPHABETS = [
    "0123456789",
    "0123456789_.eE+-",
    "0x1bBoOaAfF_-",
    "2024-01:TtZ .",
    "trueTRUEnulNULfasy~",
    "a'\"\\ #:&*!|%@`?-[]{},<>=",
]
Config = dict[str, Any]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "state").mkdir()
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
    _pulumi(folder, "stack", "init", "dev")
    return folder


def _pulumi(folder: Path, *words: str) -> str:
    environ = {
        "PATH": f"{pulumi_bin()}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "of no importance",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    done = subprocess.run(
        ["pulumi", *words, "--non-interactive"],
        cwd=folder,
        env=environ,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_pulumi(project: Path, body: str) -> Config:
    """What `pulumi config` says of a stack file's `config`."""
    file = project / "Pulumi.dev.yaml"
    salt = next(line for line in file.read_text(encoding="utf-8").splitlines() if "encryptionsalt" in line)
    file.write_text(f"{salt}\n{body}", encoding="utf-8")
    found = json.loads(_pulumi(project, "config", "--json", "--show-secrets", "--stack", "dev"))
    return {
        key.removeprefix("shop:"): json.loads(one["value"]) if "objectValue" in one else one.get("value")
        for key, one in found.items()
    }


def by_us(folder: Path, body: str) -> Config | None:
    """The same by ours, top-level scalars in Pulumi's form; None for what is refused."""
    file = folder / "ours.yaml"
    file.write_text(body, encoding="utf-8")
    try:
        return {key: _text(value) for key, value in read_document(file, "shop").get("config", {}).items()}
    except SettingsError:
        return None


def _text(value: Any) -> Any:
    if value is None:
        return ""
    return value if isinstance(value, str | list | dict) else json.dumps(value)


def placed(scalars: list[str]) -> str:
    """A stack file with each scalar at the top, in a mapping, and between others in a flow."""
    lines = ["config:"]
    for place, text in enumerate(scalars):
        lines += [
            f"  t{place}: {text}",
            f"  n{place}:",
            f"    v: {text}",
            f"    {place}x: [a, {text}, {{b: {text}}}]",
        ]
    return "\n".join([*lines, ""])


def scalars(dice: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        text = "".join(dice.choices(dice.choice(ALPHABETS), k=dice.randint(1, 10)))
        yield dice.choice([text, text, f"'{text}'", f'"{text}"', f"!!str {text}"])


LINES = [
    *("", "", "a", "b c", "  deeper", "\t", "\tx", "x\t", "x ", "# x", "'x'", "k: v", "- x", "---", "\u2028"),
]


def blocks(dice: random.Random, count: int) -> Iterator[str]:
    """Texts of several lines, of which none can stand in a flow."""
    for _ in range(count):
        lines = dice.choices(LINES, k=dice.randint(1, 4))
        body = "\n".join(line and f"      {line}" for line in lines)
        head = dice.choice("|>") + dice.choice(["", "-", "+"])
        yield dice.choice([f"{head}\n{body}", f"'{body}'", f'"{body}"', f"\n{body}"])


def in_block(texts: list[str]) -> str:
    """A stack file with each text at the top, in a mapping and in a list."""
    rows = (f"  t{i}: {text}\n  n{i}:\n    v: {text}\n    l:\n    - {text}" for i, text in enumerate(texts))
    return "\n".join(["config:", *rows, ""])


def test_every_block_that_is_accepted_is_one_that_pulumi_reads_alike(project: Path, tmp_path: Path) -> None:
    accepted = [
        text for text in blocks(random.Random(4), 500) if by_us(tmp_path, in_block([text])) is not None
    ]
    assert len(accepted) > 100
    body = in_block(accepted)
    ours, theirs = by_us(tmp_path, body), by_pulumi(project, body)
    assert ours is not None
    assert ours.keys() == theirs.keys()
    assert {key: (ours[key], theirs[key]) for key in ours if ours[key] != theirs[key]} == {}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_scalar_that_is_accepted_is_one_that_pulumi_reads_alike(
    project: Path, tmp_path: Path, seed: int
) -> None:
    tried = [*KNOWN, *scalars(random.Random(seed), 600)]
    accepted = [text for text in tried if by_us(tmp_path, placed([text])) is not None]
    assert len(accepted) > 100
    body = placed(accepted)
    ours, theirs = by_us(tmp_path, body), by_pulumi(project, body)
    assert ours is not None
    assert ours.keys() == theirs.keys()
    assert {key: (ours[key], theirs[key]) for key in ours if ours[key] != theirs[key]} == {}


def structure(dice: random.Random, depth: int, names: list[str]) -> str:
    """A value in flow style, with anchors, aliases of what stands before, and merges."""
    kind = dice.randint(0, 3 if depth else 1)
    if kind == 0 or (kind == 1 and not names):
        return dice.choice(["a", "1", "true", "null", "'x y'", '"\\t"', ""])
    if kind == 1:
        return f"*{dice.choice(names)} "
    inner = [structure(dice, depth - 1, names) for _ in range(dice.randint(1, 3))]
    if kind == 2:
        return f"[{', '.join(text or 'b' for text in inner)}]"
    rows = [f"k{dice.randint(0, 3)}: {text}" for text in inner]
    if names and dice.random() < 0.5:
        rows.insert(
            dice.randint(0, len(rows)),
            f"<<: {dice.choice(['*{0} ', '[*{0} , {{k0: z}}]']).format(dice.choice(names))}",
        )
    return f"{{{', '.join(rows)}}}"


def test_every_structure_that_is_accepted_is_one_that_pulumi_reads_alike(
    project: Path, tmp_path: Path
) -> None:
    dice, body = random.Random(3), "config:\n"
    names: list[str] = []
    for place in range(100):
        line = f"  s{place}: &n{place} {structure(dice, 3, names)}\n"
        if (read := by_us(tmp_path, body + line)) is not None:
            body += line
            small = isinstance(read[f"s{place}"], dict) and len(str(read[f"s{place}"])) < 60
            names = [*names[-5:], f"n{place}"] if small else names
    ours, theirs = by_us(tmp_path, body), by_pulumi(project, body)
    assert ours is not None
    assert len(ours) > 30
    assert "<<" in body
    assert ours == theirs
