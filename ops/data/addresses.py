"""Where from and where to: addresses hold logins, so they come from the stacks' states, the environment or a
file, never as arguments."""

import argparse
import os
import re
import stat
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from config.dotenv import is_open_to_others
from config.stacks import PRODUCTION, STAGING, stack_file
from data.ends import Addresses
from ops.commands import InputError
from ops.data.rehearsed import comes_first, reachable
from ops.state import output

# The stack output that holds the address of the user for refreshes.
REFRESH_URI = "refreshUri"
_ADDRESS = re.compile(r"mongodb(\+srv)?://", re.IGNORECASE)
# Groups: login, hosts, database. A sign of a login behind the hosts means that the login is cut off there.
_PARTS = re.compile(r"mongodb(?:\+srv)?://(?:[^/?#@]*@)?([^/?#@]+)/([^/?#@]+)(?:\?[^#@]*)?", re.IGNORECASE)


def no_address(words: Sequence[str]) -> None:
    """Raise InputError where an argument holds an address, before argparse repeats what it does not know."""
    if any(_ADDRESS.search(word) for word in words):
        raise InputError(
            "an address stands among the arguments, where every user of this machine and the shell's history "
            "see its password: put it into DATA_SOURCE_URI, DATA_TARGET_URI or a file (--source-file, "
            "--target-file), and change that password"
        )


def add_source(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say where from."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--source-file",
        type=Path,
        metavar="FILE",
        help="a file that holds the source's address (default: DATA_SOURCE_URI, else the state of "
        f"{PRODUCTION})",
    )
    group.add_argument(
        "--archive",
        type=Path,
        metavar="FILE",
        help="a file made by `mongodump --archive` in place of a source, also with --gzip",
    )


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add the flag that says where to."""
    parser.add_argument(
        "--target-file",
        type=Path,
        metavar="FILE",
        help="a file that holds the target's address (default: DATA_TARGET_URI, else the state of "
        f"{STAGING})",
    )


def both(arguments: argparse.Namespace) -> Addresses:
    """Source and target, as they are reached from here. Raises InputError."""
    return reached(named(arguments))


def named_target(arguments: argparse.Namespace) -> str:
    """The target as given, or as the state of staging has it. Raises InputError."""
    return _address("DATA_TARGET_URI", "--target-file", arguments.target_file, STAGING)


def source_of(arguments: argparse.Namespace) -> Addresses:
    """The source's address as it is reached from here, or the archive in its place. Raises InputError."""
    return reached(_source(arguments))


def target_of(arguments: argparse.Namespace) -> str:
    """The target's address, as it is reached from here. Raises InputError."""
    return reachable(named_target(arguments), os.environ)


def named(arguments: argparse.Namespace) -> Addresses:
    """Source and target as given, or as the stacks' states have them. Raises InputError."""
    return replace(_source(arguments), target=named_target(arguments))


def reached(ends: Addresses) -> Addresses:
    """The same as they are reached from here: in a rehearsal, on this machine. Raises InputError."""
    source = ends.source and reachable(ends.source, os.environ)
    return replace(ends, source=source, target=ends.target and reachable(ends.target, os.environ))


def _source(arguments: argparse.Namespace) -> Addresses:
    archive: Path | None = arguments.archive
    if archive is None:
        return Addresses(_address("DATA_SOURCE_URI", "--source-file", arguments.source_file, PRODUCTION))
    if os.environ.get("DATA_SOURCE_URI"):
        raise InputError("DATA_SOURCE_URI and --archive both say where from; keep one of them")
    mode = _mode(archive, "--archive")
    if not stat.S_ISREG(mode):
        raise InputError(
            f"{archive}: is a pipe or a device, and an archive is read three times; save it first"
        )
    if is_open_to_others(mode):
        said = "can be read by other users of this machine, and it holds people's data"
        print(f"{archive}: {said}; `chmod 600 {archive}`", file=sys.stderr)
    return Addresses(archive=archive)


def shown(address: str | None) -> str:
    """Database and hosts of an address from here, without its login."""
    hosts, database = _parts(address)
    return f"{database} at {hosts}"


def database_of(address: str) -> str:
    """The database of an address from here."""
    return _parts(address)[1]


def host_of(address: str) -> str:
    """The hosts of an address from here."""
    return _parts(address)[0]


def _parts(address: str | None) -> tuple[str, str]:
    match = _PARTS.fullmatch(address or "")
    assert match is not None, "every address from here was looked at"
    return match[1], match[2]


def _address(variable: str, flag: str, file: Path | None, stack: str) -> str:
    given = os.environ.get(variable, "")
    if file and given:
        raise InputError(f"{variable} and {flag} both hold an address; keep one of them")
    if not file and not given:
        return _of_state(stack, variable, f"give the address there, or in a file with {flag} FILE")
    address = (_content(file, flag) if file else given).strip()
    if fault := _fault(address):
        raise InputError(f"{file or variable}: {fault}")
    return address


def _of_state(stack: str, variable: str, instead: str) -> str:
    """The address of the user that the stack has made for refreshes. Raises InputError."""
    try:
        if address := output(stack, REFRESH_URI):
            return address
        why = f"has no user for refreshes: write `database.refresh` in {stack_file(stack)} and update"
    except InputError as error:
        why = f"cannot be asked: {error}"
    said = f"{variable} is not set, and the state of {stack} {why}; or {instead}"
    raise InputError(f"{said}{comes_first(os.environ)}")


def _fault(address: str) -> str | None:
    """What is wrong with the form of an address, without a word of it."""
    form = "mongodb+srv://LOGIN@HOST/DATABASE"
    if not _ADDRESS.match(address):
        return f"holds no MongoDB address; write {form}"
    if len(address.split()) > 1:
        return "holds more than one address; write one"
    if _PARTS.fullmatch(address):
        return None
    return (
        f"holds an address that names no host and database, or whose login holds one of `/ ? # @` that is "
        f"not percent-encoded; write {form}"
    )


def _content(file: Path, flag: str) -> str:
    if is_open_to_others(_mode(file, flag)):
        said = "can be read or changed by other users of this machine, and it holds a password"
        raise InputError(f"{file}: {said}; run `chmod 600 {file}`")
    try:
        return file.read_text(encoding="utf-8-sig")  # as some editors on Windows save it
    except UnicodeDecodeError:
        raise InputError(f"{file}: is not UTF-8 text; save it as such, with one address in it") from None


def _mode(file: Path, flag: str) -> int:
    """What a file that has to be there is, and who may read it."""
    try:
        with open(file, "rb", opener=_without_waiting) as opened:
            return os.fstat(opened.fileno()).st_mode
    except OSError as error:
        # Whole: `..` of a rehearsal's working copy is not that of whoever calls it.
        raise InputError(
            f"{file.resolve()}: cannot be read: {error.strerror}; name a file with {flag}"
        ) from None


def _without_waiting(path: str, flags: int) -> int:
    """A pipe that nobody writes to is opened, not waited for."""
    return os.open(path, flags | os.O_NONBLOCK)
