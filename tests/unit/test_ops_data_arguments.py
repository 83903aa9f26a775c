"""`ops data`: where addresses may come from, and that no option leads round the policy or the verifier."""

import argparse
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.ends import Addresses
from ops import data
from ops.commands import InputError
from ops.data.addresses import add_source, add_target, both, database_of, shown
from tests.conftest import ROOT
from tests.ops_command import ops

PASSWORD = "pa55" + "-w0rd"
SOURCE = f"mongodb+srv://reader:{PASSWORD}@prod.example.net/company-prod?w=majority"
TARGET = f"mongodb://writer:{PASSWORD}@one.example.net:27017,two.example.net/company-staging"
VARIABLES = ("DATA_SOURCE_URI", "DATA_TARGET_URI")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def options(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Each command that can be run, with what it takes."""
    found: set[str] = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from options(below, (*words, name))
        else:
            found |= {*action.option_strings[-1:]} or {action.dest}
    if not parser._subparsers:
        yield " ".join(words), found - {"--help"}


FROM_AND_TO = {"--source-file", "--archive", "--target-file"}


@pytest.mark.proves("R46")
def test_no_option_of_any_command_skips_the_inventory_the_sanitizing_or_the_verification() -> None:
    parser = argparse.ArgumentParser()
    data.add_arguments(parser)
    # Whoever adds an option comes by here.
    assert dict(options(parser)) == {
        "plan": {*FROM_AND_TO, "--policy", "--workers", "--keep-jobs", "--json"},
        "refresh": {
            *(*FROM_AND_TO, "--policy", "--workers", "--yes", "--json"),
            *("--dry-run", "--keep-jobs", "--wait"),
        },
        "verify": {*FROM_AND_TO, "--policy", "--workers", "--json"},
        "recover": {"--target-file", "--give-back", "--json"},
        "mark": {"name", "--target-file", "--policy", "--yes"},
        "policy check": {"--policy", "--json"},
        "policy scaffold": {"--schema", "--source-file", "--archive"},
        "receipts": {"--target-file", "--json"},
        # No stack, no address: there is one database that it may fill.
        "seed": {"--app", "--yes", "--json"},
    }


def test_help_says_where_addresses_come_from_that_are_not_given() -> None:
    parser = argparse.ArgumentParser()
    add_source(parser)
    add_target(parser)
    said = " ".join(parser.format_help().split())
    assert "(default: DATA_SOURCE_URI, else the state of prod)" in said
    assert "(default: DATA_TARGET_URI, else the state of staging)" in said


@pytest.mark.parametrize(
    "words",
    [
        ["refresh", TARGET],
        ["refresh", "--uri", SOURCE],
        ["refresh", f"--source-file={SOURCE}"],
        ["--target", TARGET.upper()],
        ["mark", "staging", "--yes", TARGET],
        ["plan", "--policy", "mongodb://one.example.net/company"],
    ],
)
def test_an_address_among_the_arguments_is_refused_and_not_repeated(words: list[str]) -> None:
    done = ops("data", *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("an address stands among the arguments, ")
    assert "example.net" not in done.stderr


def given(*words: str) -> Addresses:
    parser = argparse.ArgumentParser()
    add_source(parser)
    add_target(parser)
    return both(parser.parse_args(words))


def written(folder: Path, text: str, mode: int = 0o600) -> str:
    file = folder / "address"
    file.write_text(text)
    file.chmod(mode)
    return str(file)


def test_addresses_come_by_environment_or_file_and_show_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_SOURCE_URI", SOURCE)
    found = given("--target-file", written(tmp_path, f"{TARGET}\n"))
    assert (found.source, found.archive, found.target) == (SOURCE, None, TARGET)
    assert PASSWORD not in repr(found)
    # As some editors on Windows save it, with a mark before the text.
    assert given("--target-file", written(tmp_path, f"\ufeff{TARGET}\n")).target == TARGET
    assert shown(TARGET) == "company-staging at one.example.net:27017,two.example.net"
    assert database_of(SOURCE) == "company-prod"


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to(os.devnull)])
def test_a_pipe_or_a_device_is_no_archive(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "pipe")
    with pytest.raises(InputError, match="is a pipe or a device, and an archive is read three times"):
        given("--archive", str(tmp_path / "pipe"))


def test_an_archive_takes_the_place_of_a_source_and_is_people_s_data_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_TARGET_URI", TARGET)
    archive = written(tmp_path, "archive")
    assert given("--archive", archive) == Addresses(None, Path(archive), TARGET)
    assert capsys.readouterr().err == ""
    written(tmp_path, "archive", 0o644)
    given("--archive", archive)
    assert capsys.readouterr().err == (
        f"{archive}: can be read by other users of this machine, and it holds people's data; "
        f"`chmod 600 {archive}`\n"
    )


def refused(*words: str) -> str:
    with pytest.raises(InputError) as raised:
        given(*words)
    text = str(raised.value)
    assert PASSWORD not in text
    assert "example" not in text
    return text


def test_what_is_not_given_or_given_twice_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.data.addresses.output", lambda *_: None)
    assert refused() == (
        "DATA_SOURCE_URI is not set, and the state of prod has no user for refreshes: write "
        "`database.refresh` in Pulumi.prod.yaml and update; or give the address there, or in a file with "
        "--source-file FILE"
    )
    monkeypatch.setenv("DATA_SOURCE_URI", SOURCE)
    file = written(tmp_path, SOURCE)
    assert refused("--source-file", file) == (
        "DATA_SOURCE_URI and --source-file both hold an address; keep one of them"
    )
    assert refused("--archive", file) == "DATA_SOURCE_URI and --archive both say where from; keep one of them"
    monkeypatch.setenv("DATA_SOURCE_URI", "")
    assert refused("--archive", str(tmp_path / "none")) == (
        f"{tmp_path / 'none'}: cannot be read: No such file or directory; name a file with --archive"
    )
    monkeypatch.chdir(tmp_path)
    assert refused("--archive", "../none").startswith(f"{tmp_path.parent / 'none'}: cannot be read: ")


def test_a_file_with_an_address_is_its_owners_alone(tmp_path: Path) -> None:
    file = written(tmp_path, SOURCE, 0o640)
    assert refused("--source-file", file) == (
        f"{file}: can be read or changed by other users of this machine, and it holds a password; "
        f"run `chmod 600 {file}`"
    )


CUT = "holds an address that names no host and database, or whose login holds one of `/ ? # @` that is not "


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("prod.example.net", "holds no MongoDB address; write "),
        (f"postgres://u:{PASSWORD}@example.net/x", "holds no MongoDB address; write "),
        (f"{SOURCE}\n{TARGET}", "holds more than one address; write one"),
        ("mongodb://example.net", CUT),
        ("mongodb://example.net/?w=1", CUT),
        # Cut at the first of these, what follows would be shown as the host.
        (f"mongodb://u:{PASSWORD}/x@example.net/company", CUT),
        (f"mongodb://u:{PASSWORD}@x@example.net/company", CUT),
        (f"mongodb://u:{PASSWORD}?x@example.net/company", CUT),
        (f"mongodb://u:{PASSWORD}#x@example.net/company", CUT),
    ],
)
def test_what_is_no_address_of_a_database_is_refused_without_a_word_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, fault: str
) -> None:
    monkeypatch.setenv("DATA_SOURCE_URI", address)
    assert refused().startswith(f"DATA_SOURCE_URI: {fault}")
    monkeypatch.delenv("DATA_SOURCE_URI")
    file = written(tmp_path, address)
    assert refused("--source-file", file).startswith(f"{file}: {fault}")


@pytest.mark.parametrize("count", ["0", "-1", "abc", "1.5", "100", "99999999999"])
def test_a_number_of_workers_that_no_machine_has_is_refused(count: str) -> None:
    done = ops("data", "plan", "--workers", count)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"'{count}' is not a number of processes; give 1 to 99\n")


def test_every_command_says_what_its_exit_codes_mean(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    data.add_arguments(parser)
    for name, _ in options(parser):
        with pytest.raises(SystemExit):
            parser.parse_args([*name.split(), "--help"])
        assert " Exit code: 0 " in " ".join(capsys.readouterr().out.split()), name


def test_every_command_of_the_page_can_be_typed_as_it_stands_there() -> None:
    parser = argparse.ArgumentParser()
    data.add_arguments(parser)
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    shown_there = re.findall(r"python -m ops data ([^`\n#]*)", page)
    assert len(shown_there) > 8
    for words in shown_there:
        parser.parse_args(words.split())
