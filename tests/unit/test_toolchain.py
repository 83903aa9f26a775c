"""Which `pulumi` is used, when it is built again, and with which Go."""

from __future__ import annotations

import io
import re
import shutil
import threading
from pathlib import Path

import pytest

from tests.unit.toolchain_fakes import built, pulumi, script
from toolchain import cache, golang, locate, pins, process
from toolchain.__main__ import main
from toolchain.process import CommandFailed


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"PATH": str(tmp_path / "bin"), "XDG_CACHE_HOME": str(tmp_path / "cache")}


# Which pulumi is used


@pytest.mark.parametrize("version", ["v3.259.0", "v3.260.1", "v3.1000.0", "v4.0.0"])
def test_a_pulumi_on_path_that_is_new_enough_is_used_although_one_is_built(
    version: str, env: dict[str, str], tmp_path: Path
) -> None:
    built(env)
    pulumi(tmp_path / "bin", version)
    assert locate.pulumi_bin(env) == tmp_path / "bin"


@pytest.mark.parametrize("version", ["v3.258.9", "v3.99.0", "v2.300.0", "v3.259.0-alpha.1"])
def test_an_older_pulumi_on_path_is_not_used(version: str, env: dict[str, str], tmp_path: Path) -> None:
    pulumi(tmp_path / "bin", version)
    decision = locate.locate(env)
    assert decision.bin is None
    assert decision.refused == f"pulumi on PATH ({tmp_path / 'bin'}) is {version}, older than 3.259.0"


def test_a_pulumi_without_the_language_host_beside_it_gives_way_to_the_built_one(
    env: dict[str, str], tmp_path: Path
) -> None:
    pulumi(tmp_path / "bin", "v3.300.0", host=False)
    folder = built(env)
    assert locate.pulumi_bin(env) == folder
    assert "has no pulumi-language-python beside it" in (locate.locate(env).refused or "")


def test_a_pulumi_that_does_not_tell_its_version_is_not_used(env: dict[str, str], tmp_path: Path) -> None:
    pulumi(tmp_path / "bin", "nonsense")
    assert "does not tell its version" in (locate.locate(env).refused or "")


def test_a_link_to_pulumi_is_followed_to_its_language_host(env: dict[str, str], tmp_path: Path) -> None:
    real = pulumi(tmp_path / "real", "v3.259.0")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pulumi").symlink_to(real / "pulumi")
    assert locate.pulumi_bin(env) == real


def test_a_build_that_lost_a_file_does_not_count(env: dict[str, str]) -> None:
    (built(env) / "pulumi-language-python-exec").unlink()
    assert locate.locate(env).bin is None


def test_path_prints_the_folder_or_one_line_with_the_next_step(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert main(["path"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "pulumi is not set up here: run `python3 -m toolchain setup`\n")
    folder = built(env)
    assert main(["path"]) == 0
    assert capsys.readouterr().out == f"{folder}\n"


# The cache folder


def test_the_key_changes_with_version_module_files_recipe_and_machine() -> None:
    keys = [
        cache.key("3.259.0", [b"mod", b"sum"], "recipe", "linux-x86_64"),
        cache.key("3.260.0", [b"mod", b"sum"], "recipe", "linux-x86_64"),
        cache.key("3.259.0", [b"mod", b"sum2"], "recipe", "linux-x86_64"),
        cache.key("3.259.0", [b"mods", b"um"], "recipe", "linux-x86_64"),
        cache.key("3.259.0", [b"mod", b"sum"], "recipe2", "linux-x86_64"),
        cache.key("3.259.0", [b"mod", b"sum"], "recipe", "linux-aarch64"),
    ]
    assert len(set(keys)) == len(keys)


def test_a_change_of_a_go_sum_asks_for_another_build(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = cache.build_folder(env)
    shutil.copytree(pins.MODULES, tmp_path / "modules")
    monkeypatch.setattr(pins, "MODULES", tmp_path / "modules")
    assert cache.build_folder(env) == before
    with (tmp_path / "modules" / "language-python" / "go.sum").open("a") as file:
        file.write("one more line\n")
    assert cache.build_folder(env) != before


def test_a_cache_home_that_is_not_absolute_is_ignored() -> None:
    assert cache.root({"HOME": "/home/x", "XDG_CACHE_HOME": "rel"}) == Path("/home/x/.cache/pulumi-toolchain")


@pytest.mark.parametrize("error", [CommandFailed(["go"], "failed", ""), KeyboardInterrupt()])
def test_a_folder_that_could_not_be_filled_leaves_nothing(error: BaseException, tmp_path: Path) -> None:
    def make(part: Path) -> None:
        (part / "half").touch()
        raise error

    with pytest.raises(type(error)):
        cache.fill(tmp_path / "it", Path.is_dir, make, lambda: None)
    assert [path.name for path in tmp_path.iterdir()] == ["it.lock"]


def test_of_two_that_ask_for_a_folder_at_once_one_makes_it_and_the_other_waits(tmp_path: Path) -> None:
    made: list[str] = []
    second_waits = threading.Event()

    def first(part: Path) -> None:
        made.append("first")
        other.start()
        assert second_waits.wait(10)

    def ask_second() -> None:
        cache.fill(tmp_path / "it", Path.is_dir, lambda part: made.append("second"), second_waits.set)

    other = threading.Thread(target=ask_second)
    cache.fill(tmp_path / "it", Path.is_dir, first, lambda: None)
    other.join(10)
    assert made == ["first"]


# Go


@pytest.mark.parametrize("version", ["go1.21", "go1.21.13", "go1.26.8", "go1.27rc1", "go2.0"])
def test_a_go_that_can_fetch_the_go_it_needs_is_asked(version: str) -> None:
    assert golang.refusal(version) is None


@pytest.mark.parametrize("version", ["go1.20.14", "go1.4", "devel"])
def test_an_older_go_is_not_asked(version: str) -> None:
    assert golang.refusal(version) == f"Go on PATH is {version}, older than 1.21"


WHEEL_GO = 'echo "$GOTOOLCHAIN $GOROOT" > "$(dirname "$0")/asked"'


def pip_with_go(tmp_path: Path) -> Path:
    """A Python whose pip installs a Go that notes the environment it is asked in."""
    go = f"""printf '#!/bin/sh\\n%s\\n' '{WHEEL_GO}' > "$target/go/bin/go"; chmod +x "$target/go/bin/go" """
    find = 'while [ "$1" != --target ]; do shift; done; target="$2"; mkdir -p "$target/go/bin"; '
    return script(tmp_path / "python", find + go)


@pytest.mark.parametrize(
    "go_on_path",
    [
        None,
        "echo go version go1.19.8 linux/amd64",
        'test "$1" = version && echo go version go1.22.1 linux/amd64',
    ],
)
def test_without_a_go_that_accepts_the_modules_the_wheel_is_fetched(
    go_on_path: str | None, env: dict[str, str], tmp_path: Path
) -> None:
    if go_on_path:
        script(tmp_path / "bin" / "go", go_on_path)
    env = env | {"PATH": f"{env['PATH']}:/usr/bin:/bin", "GOROOT": "/elsewhere"}
    go = golang.find(env, pip_with_go(tmp_path), process.Progress(io.StringIO()))
    assert go.program == cache.root(env) / f"go-{pins.GO_WHEEL_VERSION}" / "go" / "bin" / "go"
    assert (go.program.parent / "asked").read_text() == "local \n"


def test_the_pins_agree_with_the_module_files() -> None:
    cli = (pins.MODULES / "cli" / "go.mod").read_text()
    assert f"require github.com/pulumi/pulumi/pkg/v3 v{pins.PULUMI_VERSION}\n" in cli
    assert f"\t{pins.SDK_MODULE} v{pins.PULUMI_VERSION} " in cli
    for program in pins.PROGRAMS:
        text = (pins.MODULES / program.folder / "go.mod").read_text()
        needed = re.search(r"^go (\S+)$", text, re.M)
        assert needed
        assert (locate.version_key(needed[1]) or ()) <= (locate.version_key(pins.GO_WHEEL_VERSION) or ())
