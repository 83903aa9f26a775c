"""What the workflows say after the stack files: `reference` writes it, `check` says where it differs."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from config.settings import Settings
from config.violations import SettingsError, Violation
from ops.workflows.document import Document
from ops.workflows.edits import edited
from ops.workflows.places import Place, places
from ops.workflows.proof import is_proven

FOLDER = PurePosixPath(".github/workflows")
NAMES = ("ci", "deploy", "drift", "preview", "refresh")


def read_workflows(folder: Path) -> dict[str, str]:
    """The text of each workflow that this program knows and the folder has, by its path in the folder.

    Raises SettingsError when one cannot be read.
    """
    files = [str(FOLDER / f"{name}{suffix}") for name in NAMES for suffix in (".yml", ".yaml")]
    return {file: _read(folder, file) for file in files if (folder / file).is_file()}


def _read(folder: Path, file: str) -> str:
    try:
        # As bytes, because line ends are to stay what they are.
        return (folder / file).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = f"cannot be read: {error}"
        raise SettingsError([Violation(file, "", what, "no job of it would run", "correct it")]) from None


def brought_up_to_date(file: str, text: str, stacks: Mapping[str, Settings]) -> str:
    """A workflow's text with every place as the stack files have it, and all else as it was.

    Raises SettingsError when it cannot be read or edited.
    """
    document = Document(file, text)
    before = places(document, stacks)
    new = edited(text, (edit for place in before for edit in place.edits))
    if new != text and not is_proven(document, before, new, stacks):
        what = "has a form that would be damaged by what follows from the stack files"
        write = "write by hand what `python -m ops check` names, then run this again"
        raise SettingsError([Violation(file, "", what, write=write, line=_first_line(before))])
    return new


def _first_line(found: list[Place]) -> int:
    return next(place.line for place in found if place.edits)
