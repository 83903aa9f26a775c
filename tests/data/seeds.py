"""An application with a seed of its own, started by a stand-in for npm: there is no Node in the tests."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from unittest import mock

from tests import ops_command
from tests.companies import BONDIGOO
from tests.data.places import Place

NAME = "coaching-platform-dev"
# npm runs the script in the folder where it is called, by a shell that finds what is on PATH.
NPM = '#!/bin/sh\n[ "$*" = "run seed" ] && exec {python} seed.py\n'
BEGINS = """
import os, signal
from pymongo import MongoClient
database = MongoClient(os.environ["MONGODB_URI"]).get_default_database()
"""
# As the blueprint's application does it: nothing is asked but the address.
PEOPLE = (
    BEGINS
    + """
database.users.delete_many({})
database.users.insert_many([{"_id": number, "name": f"person {number}"} for number in range(50)])
database.skills.delete_many({})
database.skills.insert_one({"_id": 1, "name": "listening"})
print("seeded", os.environ["MONGODB_URI"])
"""
)


@dataclass(frozen=True)
class Developer:
    """Somebody with the stack files, development's password and the application beside, and nothing else."""

    place: Place
    folder: Path

    @classmethod
    def make(cls, place: Place, folder: Path) -> "Developer":
        made = cls(place, folder / "checkout")
        made.folder.mkdir()
        for file in BONDIGOO.glob("Pulumi*.yaml"):
            shutil.copy(file, made.folder)
        file = made.folder / "Pulumi.dev.yaml"
        file.write_text(file.read_text().replace(f"name: {NAME} ", f"name: {place.name} "))
        npm = made.folder / "bin" / "npm"
        npm.parent.mkdir()
        npm.write_text(NPM.format(python=sys.executable))
        npm.chmod(0o755)
        made.app.mkdir()
        (made.app / "package.json").write_text(json.dumps({"scripts": {"seed": "python seed.py"}}))
        return made

    @property
    def app(self) -> Path:
        return self.folder.parent / "application"

    @property
    def environ(self) -> dict[str, str]:
        """All of it: no variable of production, no token of a vendor, no Pulumi."""
        return {
            "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "DEV_DATABASE_PASSWORD": self.place.password,
        }

    @contextmanager
    def reached(self, environ: Mapping[str, str]) -> Iterator[None]:
        """With these stack files and variables only; development's address leads to the test's server."""
        with (
            mock.patch.dict(os.environ, environ, clear=True),
            mock.patch.object(ops_command, "BONDIGOO", self.folder),
            mock.patch("ops.data.development.reachable", return_value=self.place.uri),
        ):
            yield

    def ops(self, *words: str, **others: str) -> "CompletedProcess[str]":
        """`python -m ops data WORDS`; `others`: what else is in the environment."""
        with self.reached({**self.environ, **others}):
            return ops_command.ops("data", *words)

    def seed(self, script: str, *words: str, **others: str) -> "CompletedProcess[str]":
        """Seed by this script, without being asked."""
        (self.app / "seed.py").write_text(script)
        return self.ops("seed", "--app", str(self.app), "--yes", *words, **others)
