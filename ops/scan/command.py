"""List the variables that the application reads and the program does not give it, and the reverse.

PATH is a checkout of the application. JavaScript and TypeScript are parsed, never run. Who reads what is told
by the name (REACT_APP_*) and by the folder of the front end; everything else is the server's.
Exit code: 0 nothing to report, 1 a difference or a file that is not understood, 2 PATH cannot be read.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from config.violations import SettingsError
from ops.blocks import colours
from ops.scan.contract import contract
from ops.scan.files import listing, scan
from ops.scan.render import lines
from ops.scan.report import Report, compare, document
from ops.scan.syntax import NoParser

_FRONTEND = "client"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `env scan`."""
    parser.add_argument("path", type=Path, metavar="PATH", help="a checkout of the application")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of text")
    parser.add_argument(
        "--frontend", metavar="FOLDER", help=f"the front end's folder in PATH (default: {_FRONTEND})"
    )
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="where the stack files are (default: here)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Scan and print; every fault of the input is one line on stderr."""
    path: Path = arguments.path
    frontend = Path(arguments.frontend or _FRONTEND)
    if arguments.frontend and not _is_inside(path, frontend):
        return _refuse(f"--frontend {frontend}: no such folder in {path}; name it as it stands below PATH")
    try:
        root = path.resolve(strict=True)
        given = contract(arguments.folder)
        files = listing(root)
        if not files.files:
            return _refuse(
                f"{path}: holds no JavaScript, TypeScript or HTML; name a checkout of the application"
            )
        found = scan(root, files, frontend.as_posix())
    except SettingsError as error:
        return _refuse(str(error))
    except NoParser as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"{path}: cannot be read ({error.strerror}); name a checkout of the application")
    report = compare(found, given, files)
    _print(report, as_json=arguments.json)
    return 1 if report.differs else 0


def _print(report: Report, *, as_json: bool) -> None:
    bold = colours()
    text = json.dumps(document(report), indent=2) if as_json else "\n".join(lines(report, bold=bold))
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Whoever read it (`| head`) has seen enough; Python would complain again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _is_inside(path: Path, folder: Path) -> bool:
    return not folder.is_absolute() and ".." not in folder.parts and (path / folder).is_dir()


def _refuse(line: str) -> int:
    print(line, file=sys.stderr)
    return 2
