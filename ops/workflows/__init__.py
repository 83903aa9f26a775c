"""What the workflows say after the stack files: `reference` writes it, `check` says where it differs."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from config.settings import Settings
from config.violations import SettingsError, Violation
from ops.workflows.places import edited, places

FOLDER = PurePosixPath(".github/workflows")
NAMES = ("ci.yml", "deploy.yml", "drift.yml", "preview.yml")


def read_workflows(folder: Path) -> dict[str, str]:
    """The text of each workflow that this program knows and the folder has, by its path in the folder.

    Raises SettingsError when one cannot be read.
    """
    files = [str(FOLDER / name) for name in NAMES]
    return {file: _read(folder, file) for file in files if (folder / file).is_file()}


def _read(folder: Path, file: str) -> str:
    try:
        return (folder / file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = f"cannot be read: {error}"
        raise SettingsError([Violation(file, "", what, "no job of it would run", "correct it")]) from None


def brought_up_to_date(file: str, text: str, stacks: Mapping[str, Settings]) -> str:
    """A workflow's text with every place as the stack files have it, and all else as it was.

    Raises SettingsError when it cannot be read or edited.
    """
    return edited(text, (edit for place in places(file, text, stacks) for edit in place.edits))
