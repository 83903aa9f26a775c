"""Which Chromium the tests drive, how Debian's is fetched without installing it, and what people read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.unit.toolchain_fakes import script
from toolchain import cache, chromium
from toolchain.process import Progress, SetupError

ABSENT = (
    "no Chromium could be had: on PATH is no google-chrome, google-chrome-stable, chromium, chromium-browser "
    "that starts; "
)
ADVICE = "; put one on PATH, or its path in CHROMIUM"
# As the real ones are called: the settings are a file, which says where archives go.
APT = """echo "$@" >> {asked}
/bin/cat "$2" > {settings}
archives=$(/bin/sed -n 's/^Dir::Cache "\\(.*\\)";$/\\1/p' "$2")/archives
case "$*" in
*update) {update} ;;
*"install --download-only --yes {package}")
  echo > "$archives/chromium.deb"
  echo > "$archives/libpulse0.deb" ;;
*) echo E: Unable to locate it >&2; exit 100 ;;
esac"""
DPKG = """case "$2" in
*/chromium.deb)
  /bin/mkdir -p "$3/usr/lib/chromium" "$3/usr/lib/x86_64-linux-gnu/other"
  /bin/cp {program} "$3/usr/lib/chromium/chromium" ;;
*/libpulse0.deb)
  /bin/mkdir -p "$3/usr/lib/x86_64-linux-gnu/pulseaudio"
  echo > "$3/usr/lib/x86_64-linux-gnu/libpulse.so.0"
  echo > "$3/usr/lib/x86_64-linux-gnu/pulseaudio/libpulsecommon-16.1.so" ;;
esac"""
# What a browser shows, and one that has no sandbox shows nothing.
SHOWS = """case "$*" in
"--headless {way}--user-data-dir=/"*" --dump-dom about:blank") echo "<html><body></body></html>" ;;
*) echo "No usable sandbox!" >&2; exit 133 ;;
esac"""
# It starts only with the libraries of both folders.
PROGRAM = """case "$LD_LIBRARY_PATH" in
*/x86_64-linux-gnu:*/x86_64-linux-gnu/pulseaudio) echo "<html>" ;;
*) echo "cannot open shared object file" >&2; exit 127 ;;
esac"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"PATH": str(tmp_path / "bin"), "XDG_CACHE_HOME": str(tmp_path / "cache")}


def debian(tmp_path: Path, update: str = "true", package: str = "chromium", program: str = PROGRAM) -> None:
    """An archive of one package, and the programs that speak to it."""
    written = {"asked": tmp_path / "asked", "settings": tmp_path / "settings"}
    script(tmp_path / "bin" / "apt-get", APT.format(update=update, package=package, **written))
    made = script(tmp_path / "program", program)
    script(tmp_path / "bin" / "dpkg", DPKG.format(program=made))


def ensure(env: dict[str, str]) -> tuple[chromium.Browser, list[str]]:
    """The browser, and what was said meanwhile."""
    said = io.StringIO()
    found = chromium.ensure(env, Progress(said))
    return found, [line.partition("] ")[2] for line in said.getvalue().splitlines()]


def refused(env: dict[str, str]) -> str:
    with pytest.raises(SetupError) as error:
        ensure(env)
    return str(error.value)


def browser(file: Path, way: str = "--no-sandbox ") -> Path:
    return script(file, SHOWS.format(way=way))


@pytest.fixture(autouse=True)
def _root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "sandboxed", lambda: False)


@pytest.mark.parametrize("name", ["chromium", "google-chrome"])
def test_one_on_path_is_used_as_it_is(name: str, env: dict[str, str], tmp_path: Path) -> None:
    program = browser(tmp_path / "bin" / name)
    assert ensure(env) == (chromium.Browser(program, {}), [])


def test_of_two_that_start_it_is_chrome(env: dict[str, str], tmp_path: Path) -> None:
    browser(tmp_path / "bin" / "chromium")
    program = browser(tmp_path / "bin" / "google-chrome")
    assert ensure(env) == (chromium.Browser(program, {}), [])


@pytest.mark.parametrize(
    "does", ["echo 'install the snap'; exit 1", 'test "$*" = --version && echo Chromium 150.0.1']
)
def test_one_that_shows_no_page_is_passed_by(does: str, env: dict[str, str], tmp_path: Path) -> None:
    script(tmp_path / "bin" / "google-chrome", does)
    program = browser(tmp_path / "bin" / "chromium-browser")
    assert ensure(env) == (chromium.Browser(program, {}), [])


def test_one_that_starts_only_without_its_sandbox_is_passed_by_where_tests_start_it_with_one(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium, "sandboxed", lambda: True)
    browser(tmp_path / "bin" / "google-chrome")
    program = browser(tmp_path / "bin" / "chromium", way="")
    assert ensure(env) == (chromium.Browser(program, {}), [])


def test_the_one_that_a_variable_names_goes_before_those_on_path(env: dict[str, str], tmp_path: Path) -> None:
    browser(tmp_path / "bin" / "google-chrome")
    mine = browser(tmp_path / "mine")
    assert ensure(env | {"CHROMIUM": str(mine)}) == (chromium.Browser(mine, {}), [])


def test_a_variable_that_names_none_is_told_and_none_is_fetched(env: dict[str, str], tmp_path: Path) -> None:
    debian(tmp_path)
    assert refused(env | {"CHROMIUM": "nowhere"}) == "CHROMIUM (nowhere) is no Chromium that starts"
    assert not cache.root(env).exists()


def test_debians_is_fetched_once_and_starts_with_its_own_libraries(
    env: dict[str, str], tmp_path: Path
) -> None:
    debian(tmp_path)
    found, said = ensure(env)
    assert said == [
        "fetching Debian's Chromium for the browser's tests (125 MB, once)",
        "fetching the package chromium with what it needs",
        "unpacking them",
        "starting it",
    ]
    (folder,) = (path for path in cache.root(env).iterdir() if path.is_dir())
    assert found.program == folder / "usr" / "lib" / "chromium" / "chromium"
    libraries = folder / "usr" / "lib" / "x86_64-linux-gnu"
    assert found.environ == {"LD_LIBRARY_PATH": f"{libraries}:{libraries / 'pulseaudio'}"}
    assert [path.name for path in folder.iterdir()] == ["usr"]
    assert ensure(env) == (found, [])


def test_apt_works_in_a_folder_of_ours_and_only_downloads(env: dict[str, str], tmp_path: Path) -> None:
    debian(tmp_path)
    ensure(env)
    asked = [line.split(" -qq ")[1] for line in (tmp_path / "asked").read_text().splitlines()]
    assert asked == ["update", "install --download-only --yes chromium"]
    settings = (tmp_path / "settings").read_text()
    places = [line.split('"')[1] for line in settings.splitlines() if line.startswith("Dir::")]
    assert len(places) == 2
    assert all(place.startswith(f"{cache.root(env)}/") for place in places)
    assert "#clear APT::Update::Post-Invoke;" in settings


def test_one_that_starts_no_more_is_fetched_again(env: dict[str, str], tmp_path: Path) -> None:
    debian(tmp_path)
    found, _ = ensure(env)
    (Path(found.environ["LD_LIBRARY_PATH"].split(":")[1]) / "libpulsecommon-16.1.so").unlink()
    assert len(ensure(env)[1]) == 4


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (
            {"update": "echo W: no answer >&2; exit 100", "package": "other"},
            "chromium` ended with exit code 100 | W: no answer | E: Unable to locate it",
        ),
        ({"program": "echo needs a newer glibc >&2; exit 1"}, "ended with exit code 1 | needs a newer glibc"),
    ],
)
def test_where_it_cannot_be_had_one_line_says_what_was_tried_and_nothing_half_done_stays(
    broken: dict[str, str], reason: str, env: dict[str, str], tmp_path: Path
) -> None:
    debian(tmp_path, **broken)
    said = refused(env)
    assert said.startswith(f"{ABSENT}`")
    assert said.endswith(f"{reason}{ADVICE}")
    assert "\n" not in said
    assert [path.suffix for path in cache.root(env).iterdir()] == [".lock"]


@pytest.mark.parametrize("missing", ["apt-get", "dpkg"])
def test_where_there_is_no_package_manager_of_debians_that_is_told(
    missing: str, env: dict[str, str], tmp_path: Path
) -> None:
    debian(tmp_path)
    (tmp_path / "bin" / missing).unlink()
    assert refused(env) == f"{ABSENT}there is no {missing} on PATH{ADVICE}"
