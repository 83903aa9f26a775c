"""What many modules begin with, made once for each run of the tests and copied for whoever wants it."""

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.environment import fake_secrets
from sandbox.home import Home
from sandbox.project import copy_project
from tests.engine.rehearsal import Rehearsal
from tests.engine.render_only_program import RenderOnly, everything
from tests.secret_forms import ALPHABET

# What `make up` printed when the golden rehearsal was made.
PRINTED = Path(".sandbox") / "make-up.txt"


def copy(golden: Path, folder: Path) -> None:
    """Copy a folder with a sandbox that is stopped; the copy gets ports and links of its own."""
    shutil.copytree(golden, folder, symlinks=True, dirs_exist_ok=True)
    home = Home(folder / ".sandbox", folder)
    ports = [home.path / name for name in ("port", "key-values-port")]
    for left in (*ports, *filter(Path.is_symlink, home.project.iterdir())):
        left.unlink(missing_ok=True)


@contextmanager
def going(golden: Path, folder: Path) -> Iterator[Rehearsal]:
    """A copy of a checkout, its sandbox running until the end."""
    copy(golden, folder)
    made = Rehearsal(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def one_of_each(folder: Path) -> None:
    """`pulumi up` of a program with one of each of Render's resources."""
    made = RenderOnly(folder, everything()).start()
    try:
        made.up().ok()
    finally:
        made.stop()


def three_environments(folder: Path) -> None:
    """`make up` in a fresh checkout, with secrets that shells, JSON, Go and URIs write in other ways."""
    made = Rehearsal.make(folder)
    made.home.prepare()
    secrets = fake_secrets(made.home, copy_project(made.home))
    awkward = {
        name: f"{value}{''.join(random.choices(ALPHABET, k=12))}'\"\\$<&>ä%"
        for name, value in secrets.items()
    }
    (made.home.path / "secrets.json").write_text(json.dumps(awkward))
    try:
        (folder / PRINTED).write_text(made.command("make", "up").ok().text)
    finally:
        made.stop()
