"""Where from and where to: addresses hold logins, so they come by environment or file, never as arguments."""

import argparse
import os
import re
import stat
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from config.dotenv import is_open_to_others
from data.ends import Addresses
from ops.commands import InputError

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
        help="a file that holds the source's address (default: DATA_SOURCE_URI)",
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
        help="a file that holds the target's address (default: DATA_TARGET_URI)",
    )


def both(arguments: argparse.Namespace) -> Addresses:
    """Source and target as given. Raises InputError."""
    return replace(source_of(arguments), target=target_of(arguments))


def source_of(arguments: argparse.Namespace) -> Addresses:
    """The source's address, or the archive in its place. Raises InputError."""
    archive: Path | None = arguments.archive
    if archive is None:
        return Addresses(_address("DATA_SOURCE_URI", "--source-file", arguments.source_file, os.environ))
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


def target_of(arguments: argparse.Namespace) -> str:
    """The target's address. Raises InputError."""
    return _address("DATA_TARGET_URI", "--target-file", arguments.target_file, os.environ)


def shown(address: str | None) -> str:
    """Database and hosts of an address from here, without its login."""
    hosts, database = _parts(address)
    return f"{database} at {hosts}"


def database_of(address: str) -> str:
    """The database of an address from here."""
    return _parts(address)[1]


def _parts(address: str | None) -> tuple[str, str]:
    match = _PARTS.fullmatch(address or "")
    assert match is not None, "every address from here was looked at"
    return match[1], match[2]


def _address(variable: str, flag: str, file: Path | None, environ: Mapping[str, str]) -> str:
    given = environ.get(variable, "")
    if file and given:
        raise InputError(f"{variable} and {flag} both hold an address; keep one of them")
    if not file and not given:
        raise InputError(f"{variable} is not set; give the address there, or in a file with {flag} FILE")
    address = (_content(file, flag) if file else given).strip()
    if fault := _fault(address):
        raise InputError(f"{file or variable}: {fault}")
    return address


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
        raise InputError(f"{file}: cannot be read: {error.strerror}; name a file with {flag}") from None


def _without_waiting(path: str, flags: int) -> int:
    """A pipe that nobody writes to is opened, not waited for."""
    return os.open(path, flags | os.O_NONBLOCK)
