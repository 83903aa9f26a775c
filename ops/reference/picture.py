"""The picture of the environments in docs/, and where pages show it with what it says in words."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from config.parse import read_stack_files
from config.settings import Settings
from config.stacks import STACKS, stack_file
from ops.picture import drawn, picture_of, sentences
from ops.reference.marks import between

PICTURE = Path("docs/environments.svg")
PAGES = (Path("README.md"), Path("docs/architecture.md"))
BEGIN = "<!-- made by `python -m ops reference` from the stack files -->"


def picture(folder: Path) -> dict[Path, str]:
    """The picture and the pages that show it, where a folder has stack files.

    Raises SettingsError if one cannot be used.
    """
    if not all((folder / stack_file(stack)).is_file() for stack in STACKS):
        return {}
    stacks = read_stack_files(folder)
    pages = {page: (folder / page).read_text(encoding="utf-8") for page in PAGES if (folder / page).is_file()}
    shown = {page: between(text, BEGIN, _shown(page, stacks)) for page, text in pages.items()}
    return {PICTURE: drawn(picture_of(stacks)), **shown}


def _shown(page: Path, stacks: Mapping[str, Settings]) -> str:
    said = " ".join(sentences(picture_of(stacks)))
    where = PurePosixPath(PICTURE.relative_to(page.parent))
    return f"![The environments, their parts, and what they share]({where})\n\n{said}"
