"""`ops reference` writes the picture and what pages say beside it, from the stack files of a folder."""

import argparse
import shutil
from pathlib import Path

import pytest

from config.parse import read_stack_files
from config.stacks import stack_file
from ops import reference
from ops.picture import drawn, picture_of
from ops.reference.marks import END
from ops.reference.picture import BEGIN, PAGES, PICTURE
from tests.companies import BONDIGOO
from tests.conftest import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BONDIGOO, tmp_path, dirs_exist_ok=True)
    (tmp_path / "docs").mkdir()
    for page in PAGES:
        (tmp_path / page).write_text(f"# Title\n\n{BEGIN}\nold\n{END}\n\nby hand\n")
    return tmp_path


def run(folder: Path, *, check: bool = False) -> int:
    return reference.run(argparse.Namespace(folder=folder, check=check))


SAID = (
    "Development's site is a branch in production's Vercel project. "
    "Staging and development use production's Redis, bondigoo-redis-prod. "
    "Staging and development have databases (bondigoo-staging, coaching-platform-dev) "
    "on one cluster, coaching-platform-dev."
)


def test_the_picture_is_written_and_pages_show_it_with_what_it_says(folder: Path) -> None:
    assert run(folder) == 0
    assert (folder / PICTURE).read_text() == drawn(picture_of(read_stack_files(folder)))
    shown = "![The environments, their parts, and what they share]"
    for page, leads in zip(PAGES, ("docs/environments.svg", "environments.svg"), strict=True):
        assert (folder / page).read_text() == (
            f"# Title\n\n{BEGIN}\n{shown}({leads})\n\n{SAID}\n{END}\n\nby hand\n"
        )
    assert run(folder, check=True) == 0


def test_another_name_in_a_stack_file_makes_them_out_of_date(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder)
    file = folder / stack_file("prod")
    file.write_text(file.read_text().replace("bondigoo-redis-prod", "shop-redis"))
    capsys.readouterr()
    assert run(folder, check=True) == 1
    late = capsys.readouterr().out.splitlines()
    assert f"{PICTURE} is out of date; run `python -m ops reference`" in late
    assert "README.md is out of date; run `python -m ops reference`" in late


def test_a_switch_that_is_no_part_leaves_the_picture_as_it_is(folder: Path) -> None:
    run(folder)
    file = folder / stack_file("prod")
    file.write_text(file.read_text().replace("launched: false", "launched: true"))
    assert run(folder, check=True) == 0


def test_a_page_without_the_marks_is_left_alone(folder: Path) -> None:
    (folder / "README.md").write_text("# Mine\n")
    assert run(folder) == 0
    assert (folder / "README.md").read_text() == "# Mine\n"


def test_a_folder_without_a_stack_file_has_no_picture(folder: Path) -> None:
    (folder / stack_file("dev")).unlink()
    assert run(folder) == 0
    assert not (folder / PICTURE).exists()


def test_a_stack_file_that_cannot_be_used_is_told_and_the_rest_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / stack_file("dev")
    file.write_text(file.read_text().replace("  branch: develop\n", ""))
    assert run(folder) == 2
    assert "Pulumi.dev.yaml: branch: is missing" in capsys.readouterr().out
    assert not (folder / PICTURE).exists()
    assert (folder / reference.SCHEMA).exists()


def test_the_pages_of_this_repository_have_a_place_for_it() -> None:
    for page in PAGES:
        assert (ROOT / page).read_text().count(f"{BEGIN}\n!") == 1
