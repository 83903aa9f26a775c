"""Write what follows from elsewhere: schemas for editors, the page of all keys, workflows' lines, a picture.

    python -m ops reference
    python -m ops reference --check    writes nothing

Schema and page are made from the types, rules and texts in config/. In .github/workflows the branches and the
secrets whose source is `env` are made from the stack files; all else there is by hand. So is the picture of
the environments, docs/environments.svg, with what pages say beside it. In docs/data.md the table is made from
data/policy.yaml. Run it after a change of any; `python -m ops check` names what the workflows lack.
Exit code: 0 all is written (with --check: up to date), 1 a file is out of date, 2 Pulumi.yaml, a stack file,
a workflow or the policy cannot be used.
"""

import argparse
import json
from pathlib import Path

from config.parse import read_stack_files
from config.violations import SettingsError
from config.yaml_file import read_document
from data.errors import Refused
from ops.reference.lists import lists
from ops.reference.page import configuration_page
from ops.reference.picture import picture
from ops.reference.policy import people_data
from ops.reference.schema import settings_schema, stack_schema
from ops.workflows import brought_up_to_date, read_workflows
from toolchain.files import write_whole

SCHEMA, PAGE = Path("docs/stack.schema.json"), Path("docs/configuration.md")
COMMAND = "python -m ops reference"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `reference`."""
    parser.add_argument("--check", action="store_true", help="write nothing; say which file is out of date")
    parser.add_argument("--folder", type=Path, default=Path(), help="where Pulumi.yaml is (default: here)")


def run(arguments: argparse.Namespace) -> int:
    """Write the files, or compare them with what would be written."""
    files: dict[Path, str] = {}
    unusable = None
    try:
        files |= contents(str(read_document(arguments.folder / "Pulumi.yaml").get("name")))
        files |= people_data(arguments.folder)
        files |= workflows(arguments.folder)
        files |= picture(arguments.folder)
    except (SettingsError, Refused) as error:
        # Schema and page do not need the stack files, and who fills in a new setting needs the schema.
        unusable = error
    if unusable:
        print(unusable)
        bring_up_to_date(arguments.folder, files, COMMAND, arguments.check, complete=False)
        return 2
    return bring_up_to_date(arguments.folder, files, COMMAND, arguments.check)


def contents(project: str) -> dict[Path, str]:
    """What belongs in each file."""
    return {
        SCHEMA: json.dumps(stack_schema(project), indent=2) + "\n",
        PAGE: configuration_page(settings_schema(), lists()),
    }


def workflows(folder: Path) -> dict[Path, str]:
    """The folder's workflows as its stack files have them. Raises SettingsError if one cannot be used."""
    texts = read_workflows(folder)
    # A folder that runs no CI of this kind needs no stack files either.
    stacks = read_stack_files(folder) if texts else {}
    return {Path(file): brought_up_to_date(file, text, stacks) for file, text in texts.items()}


def bring_up_to_date(
    folder: Path, files: dict[Path, str], command: str, check: bool, complete: bool = True
) -> int:
    """Write each file that differs; with `check` only name it and the command, and return 1.

    `complete`: these are all the files, so that "up to date" is true where none differs.
    """
    # Whether lines end as on Windows is for Git to say.
    old = [path for path, text in files.items() if _read(folder / path) != text.replace("\r\n", "\n")]
    for path in old:
        if check:
            print(f"{path} is out of date; run `{command}`")
        else:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / path, files[path])
            print(f"{path} written")
    if complete and not old and not check:
        print("up to date")
    return 1 if check and old else 0


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None
