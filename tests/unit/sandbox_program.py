"""A program in a folder of its own, with a sandbox beside it that is not started."""

from pathlib import Path

from sandbox.home import Home


def prepared(folder: Path) -> Home:
    """The sandbox of the program in `folder`, which has nothing in it yet."""
    made = Home(folder / ".sandbox", folder / "program")
    made.prepare()
    return made


def program(home: Home, dev: str = "config: {branch: develop}") -> None:
    for name in ("components", "config", "data", "ops", "render", "toolchain", ".venv"):
        (home.source / name).mkdir(parents=True)
    (home.source / "__main__.py").touch()
    (home.source / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    for stack in ("prod", "staging"):
        (home.source / f"Pulumi.{stack}.yaml").write_text("config: {branch: main}")
    (home.source / "Pulumi.dev.yaml").write_text(dev)
