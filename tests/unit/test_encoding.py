"""Whatever the locale, text is UTF-8: files, what other programs print, and what the commands print."""

import ast
import json
import os
from pathlib import Path

from sandbox.environment import fake_secrets
from sandbox.home import Home
from sandbox.project import copy_project
from tests.conftest import ROOT
from tests.unit.checkout import WORDS, called

# Python's own way out, its UTF-8 mode, is off: what is left is what a Latin-1 or an old C locale gives.
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def calls_without_encoding(file: Path) -> list[str]:
    """What the linter cannot see where it does not know a value's type."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) == "os.open":
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        modes = [ast.unparse(argument) for argument in node.args] + [given.get("mode", "")]
        is_text_file = name in ("read_text", "write_text") or (
            name in ("open", "fdopen") and not any("b'" in mode for mode in modes)
        )
        is_said = "encoding" in given or "'utf-8'" in modes
        # A field of ours may have that name too: only a program's output is text or not.
        is_text = "True" in (given.get("text"), given.get("universal_newlines"))
        if (is_text_file or is_text) and not is_said:
            found.append(f"{file.relative_to(ROOT)}:{node.lineno}: {name}")
    return found


def test_no_file_and_no_output_of_a_program_is_read_in_the_encoding_of_the_locale() -> None:
    rooms = ("components", "config", "data", "ops", "render", "sandbox", "toolchain")
    files = [ROOT / "__main__.py", *(file for room in rooms for file in (ROOT / room).rglob("*.py"))]
    assert [call for file in files for call in calls_without_encoding(file)] == []


def test_a_stack_file_may_hold_any_text_in_any_locale(checkout: Path) -> None:
    done = called(checkout, "ops", "check", environ=ASCII)
    assert (done.returncode, done.stderr) == (0, b"")
    done = called(checkout, "ops", "diff", "prod", "dev", environ=ASCII)
    assert (done.returncode, done.stderr) == (1, b"")
    assert WORDS.encode("ascii", "backslashreplace") in done.stdout
    assert (
        WORDS.encode() in called(checkout, "ops", "diff", "prod", "dev", environ={"PYTHONUTF8": "1"}).stdout
    )


def test_the_sandboxs_copy_holds_the_same_text_in_any_locale(checkout: Path) -> None:
    done = called(checkout, "sandbox", "status", environ=ASCII)
    assert (done.returncode, done.stderr) == (0, b"")
    copy = checkout / ".sandbox" / "project" / "Pulumi.dev.yaml"
    assert WORDS in copy.read_text(encoding="utf-8")


def test_what_an_accident_has_left_broken_in_the_sandbox_is_made_anew(checkout: Path) -> None:
    home = Home(checkout / ".sandbox", checkout)
    home.prepare()
    copy_project(home)
    copy = home.project / "Pulumi.dev.yaml"
    salt = "encryptionsalt: v1:own\n"
    copy.write_bytes(b"# f\xfcr sp\xe4ter\n" + salt.encode())
    for name in ("port", "passphrase", "credentials.json", "secrets.json"):
        (home.path / name).write_bytes(b"")
    (home.path / "credentials.json").write_bytes(b'{"renderApi')
    done = called(checkout, "sandbox", "status", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert copy.read_text(encoding="utf-8").endswith(salt)
    assert WORDS in copy.read_text(encoding="utf-8")
    assert (home.path / "port").read_text(encoding="utf-8").isdecimal()
    assert len((home.path / "passphrase").read_text(encoding="utf-8")) > 20
    assert set(json.loads((home.path / "credentials.json").read_bytes())) >= {"renderApiKey", "vercelToken"}
    assert fake_secrets(home, {"dev": {"secrets": {"A": "env"}}}).keys() == {"DEV_A"}


def test_a_lock_that_pulumi_could_not_write_does_not_stop_what_comes_after(checkout: Path) -> None:
    home = Home(checkout / ".sandbox", checkout)
    home.prepare()
    locks = home.backend / ".pulumi" / "locks" / "organization" / "shop" / "dev"
    locks.mkdir(parents=True)
    broken, being_written, held = (locks / name for name in ("1.json.1.tmp", "2.json.2.tmp", "3.json"))
    for file in (broken, being_written):
        file.touch()
    held.write_text("{}", encoding="utf-8")
    os.utime(broken, (0, 0))
    home.prepare()
    assert sorted(locks.iterdir()) == [being_written, held]
