"""Write what is made from the settings' types: the schema for editors and the page of all keys.

Run it after a change in config/: types, rules or texts.
Exit code: 0 all is written (with --check: up to date), 1 a file is out of date, 2 Pulumi.yaml cannot be read.
"""

import argparse
import json
from pathlib import Path

from config.violations import SettingsError
from config.yaml_file import read_document
from ops.reference.lists import lists
from ops.reference.page import configuration_page
from ops.reference.schema import settings_schema, stack_schema
from toolchain.files import write_whole

SCHEMA, PAGE = Path("docs/stack.schema.json"), Path("docs/configuration.md")
COMMAND = "python -m ops reference"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `reference`."""
    parser.add_argument("--check", action="store_true", help="write nothing; say which file is out of date")
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="where Pulumi.yaml and docs/ are (default: here)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the files, or compare them with what would be written."""
    try:
        project = str(read_document(arguments.folder / "Pulumi.yaml").get("name"))
    except SettingsError as error:
        print(error)
        return 2
    return bring_up_to_date(arguments.folder, contents(project), COMMAND, arguments.check)


def contents(project: str) -> dict[Path, str]:
    """What belongs in each file."""
    return {
        SCHEMA: json.dumps(stack_schema(project), indent=2) + "\n",
        PAGE: configuration_page(settings_schema(), lists()),
    }


def bring_up_to_date(folder: Path, files: dict[Path, str], command: str, check: bool) -> int:
    """Write each file that differs; with `check` only name it and the command, and return 1."""
    old = [path for path, text in files.items() if _read(folder / path) != text]
    for path in old:
        if check:
            print(f"{path} is out of date; run `{command}`")
        else:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / path, files[path])
            print(f"{path} written")
    if not old and not check:
        print("up to date")
    return 1 if check and old else 0


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None
