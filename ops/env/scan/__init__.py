"""List the variables that the application reads and the program does not give it, and the reverse.

    python -m ops env scan ../application

PATH is a checkout of the application. JavaScript and TypeScript are parsed, never run; files of another kind,
such as a component of Vue or Svelte, are not read. Who reads what is told by the prefix of the site's
variables (such as VITE_) and by the folder of the front end; everything else is the server's.
Exit code: 0 nothing to report, 1 a difference or a file that is not understood, 2 PATH cannot be read.
"""

import argparse
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from config.contract import READERS, public_prefix, variable_sources
from config.settings import OwnProject, Settings
from config.violations import SettingsError
from ops.check import read_all
from ops.commands import InputError
from ops.env.scan.files import listing, scan
from ops.env.scan.model import Sides
from ops.env.scan.report import compare, document
from ops.env.scan.text import lines

Contract = Mapping[str, frozenset[str]]
"""Name of a variable -> its readers."""

_FRONTEND = "client"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `env scan`."""
    parser.add_argument("path", type=Path, metavar="PATH", help="a checkout of the application")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of text")
    parser.add_argument(
        "--frontend",
        metavar="FOLDER",
        help="the front end's folder in PATH (default: `frontend.rootDirectory` of the stack files)",
    )
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="where the stack files are (default: here)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Scan and print what differs."""
    path: Path = arguments.path
    frontend = Path(arguments.frontend) if arguments.frontend else None
    if frontend and not _is_inside(path, frontend):
        raise InputError(f"--frontend {frontend}: no such folder in {path}; name it as it stands below PATH")
    try:
        root = path.resolve(strict=True)
        files = listing(root)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); name a checkout of the application"
        ) from None
    if not files.files:
        raise InputError(
            f"{path}: holds no JavaScript, TypeScript or HTML; name a checkout of the application"
        )
    stacks = _stacks(arguments.folder)
    report = compare(scan(root, files, sides(stacks, frontend)), merged(stacks), files)
    print(json.dumps(document(report), indent=2) if arguments.json else "\n".join(lines(report)))
    return 1 if report.differs else 0


def _is_inside(path: Path, folder: Path) -> bool:
    return not folder.is_absolute() and ".." not in folder.parts and (path / folder).is_dir()


def _stacks(folder: Path) -> list[Settings]:
    """All stack files in `folder`. Raises SettingsError with the faults of every one."""
    stacks, unusable = read_all(folder)
    if unusable:
        raise SettingsError(unusable)
    return list(stacks.values())


def sides(stacks: Iterable[Settings], frontend: Path | None = None) -> Sides:
    """Who reads what, by what the stack files say; `frontend` is the front end's folder if it is another."""
    every = list(stacks)
    folders = [site.root_directory for s in every if isinstance(site := s.frontend, OwnProject)]
    services = (service.root_dir for s in every for service in (s.api, s.worker))
    prefixes = dict.fromkeys(public_prefix(settings) for settings in every)
    folder = (frontend or Path(next(iter(folders), _FRONTEND))).as_posix()
    return Sides(folder, tuple(dict.fromkeys(services)), tuple(prefixes))


def merged(stacks: Iterable[Settings]) -> Contract:
    """Every variable that any of `stacks` has, with all its readers."""
    readers: dict[str, frozenset[str]] = {}
    for settings in stacks:
        for reader in READERS:
            for name in variable_sources(settings, reader):
                readers[name] = readers.get(name, frozenset()) | {reader}
    return readers
