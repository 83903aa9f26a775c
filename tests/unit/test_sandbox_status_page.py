"""The page at `/`: when it is made anew, what is shown meanwhile, and what becomes of the command."""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from ops.status.model import Status
from ops.status.page import page
from sandbox.status_frame import framed
from tests.unit import status_example as example
from tests.unit.status_looker import Looker

WRITES = """cat > "$1" <<END
<html><BODY class="x"><main>page $(grep -c . "{starts}") of $PWD at $RENDER_API_URL</main></body></html>
END
"""


@pytest.fixture
def looker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Looker]:
    monkeypatch.setattr("sandbox.status_page.PAUSE_SECONDS", 0.0)
    made = Looker(tmp_path)
    made.command(WRITES.format(starts=tmp_path / "starts"))
    yield made
    made.end()


def test_the_first_to_look_gets_a_small_page_at_once_and_then_what_the_command_wrote(looker: Looker) -> None:
    small = looker.ask()
    assert "<p>The page is being made. This takes a few seconds.</p>" in small.text
    assert '<a href="/vendors"' in small.text
    page = looker.newer(small)
    url = f"http://127.0.0.1:{(looker.folder / 'port').read_text()}/render/v1"
    assert f"<main>page 1 of {looker.folder / 'project'} at {url}</main>" in page
    begins, strip, main = (page.index(part) for part in ('<BODY class="x">', '<a href="/vendors"', "<main>"))
    assert begins < strip < main
    assert f'data-tag="{looker.ask("HEAD").headers["ETag"]}"' in page


def test_whoever_asks_often_starts_one_command_and_a_head_none(
    looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = looker.ask("HEAD")
    looker.settle()
    assert looker.starts() == 0
    for _ in range(5):
        looker.ask()
    looker.newer(first)
    for _ in range(5):
        looker.ask()
    assert looker.starts() == 1
    monkeypatch.setattr("sandbox.status_page.PAUSE_SECONDS", 60.0)
    looker.wire.new_service()
    looker.ask()
    looker.settle()
    assert looker.starts() == 1


def test_after_a_change_of_the_cloud_it_is_made_anew_and_the_last_one_is_shown_meanwhile(
    looker: Looker,
) -> None:
    looker.newer(looker.ask())
    looker.wire.new_service()
    last = looker.ask()
    assert "page 1 of" in last.text
    assert "page 2 of" in looker.newer(last)
    assert looker.starts() == 2


def test_without_a_change_it_is_made_anew_each_ten_minutes_and_once_a_minute_after_a_change(
    looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr("sandbox.status_page.time", SimpleNamespace(monotonic=lambda: now))

    def starts_at(seconds: float) -> int:
        nonlocal now
        now = seconds
        looker.ask()
        looker.settle()
        return looker.starts()

    assert [starts_at(seconds) for seconds in (0, 599, 600, 1199)] == [1, 1, 2, 2]
    looker.wire.new_service()
    assert [starts_at(seconds) for seconds in (1199, 1258, 1259, 1858, 1859)] == [3, 3, 4, 4, 5]


def test_a_command_that_ends_with_1_because_something_is_down_has_made_a_page(looker: Looker) -> None:
    looker.command('echo "<body>down" > "$1"; echo complaint >&2; exit 1')
    page = looker.newer(looker.ask())
    assert page.endswith("down\n")
    assert "could not be made" not in page


def test_a_command_that_fails_is_told_with_its_last_line_beside_the_last_page(looker: Looker) -> None:
    looker.command("echo first >&2; echo 'error: <no> token' >&2; echo >&2; exit 2")
    told = "<p>The page could not be made anew: error: &lt;no&gt; token</p>"
    page = looker.newer(looker.ask())
    assert told in page
    assert "<p>There is no page yet.</p>" in page
    assert '<a href="/vendors"' in page
    looker.command('echo "<body>whole" > "$1"')
    looker.wire.new_service()
    assert "could not be made" not in looker.newer(looker.ask())
    looker.command("echo 'error: <no> token' >&2; exit 2")
    looker.wire.new_service(name="other")
    page = looker.newer(looker.ask())
    assert told in page
    assert page.endswith("whole\n")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("exit 3", "exit code 3"),
        (None, "{folder}/command could not be started: No such file or directory"),
        ("exec sleep 600", "it took longer than 0 s"),
    ],
)
def test_a_command_that_says_nothing_is_told_too(
    command: str | None, told: str, looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command is None:
        (looker.folder / "project").rmdir()
    else:
        looker.command(command)
    if command == "exec sleep 600":
        monkeypatch.setattr("sandbox.status_page.PATIENCE_SECONDS", 0.1)
    assert f"made anew: {told.format(folder=looker.folder)}</p>" in looker.newer(looker.ask())
    assert not children()


def test_a_fault_of_its_own_is_told_and_not_tried_at_every_look(looker: Looker) -> None:
    looker.command(r"""printf '<body>\377' > "$1" """)
    told = "made anew: a fault of the sandbox&#x27;s own (UnicodeDecodeError), told in logs/server.log</p>"
    assert told in looker.newer(looker.ask())
    looker.ask()
    looker.settle()
    assert looker.starts() == 1


def test_the_command_ends_with_the_sandbox(looker: Looker) -> None:
    looker.command("sleep 600 & wait")
    looker.ask()
    looker.until(children)
    found = children()
    looker.close()
    # Looked at one by one: what has lost its parent is nobody's child any more.
    looker.until(lambda: not any(alive(each) for each in found))


def children() -> list[psutil.Process]:
    """What this process has started and is still at it, with what that has started."""
    return [each for each in psutil.Process().children(recursive=True) if alive(each)]


def alive(process: psutil.Process) -> bool:
    try:
        return "sleep" in process.name() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    ("page", "above"),
    [
        ("<body><a>skip</a><header>top</header>rest", "<body><a>skip</a>"),
        ('<BODY class="x"><main>rest', '<BODY class="x">'),
        ("rest", ""),
    ],
)
def test_the_strip_stands_above_everything_but_the_link_that_skips_the_header(page: str, above: str) -> None:
    text = framed(page, None).text
    assert text.startswith(f"{above}<aside")
    assert text.endswith(page.removeprefix(above))


def test_a_page_has_another_tag_when_there_is_another_backup_and_not_when_time_goes_by() -> None:
    def tag(status: Status) -> str:
        return framed(page(status, example.STACKS, (), example.costs(), ()), None).tag

    status = example.healthy()
    first = status.environments[0]
    backup = replace(first.database, backup_at=example.NOW)
    other = replace(status, environments=(replace(first, database=backup), *status.environments[1:]))
    assert tag(replace(status, at=example.NOW + timedelta(hours=2))) == tag(status) != tag(other)


def test_a_page_that_lets_nothing_run_lets_the_look_for_a_newer_one_run_and_nothing_else() -> None:
    policy = "<meta content=\"default-src 'none'; img-src data:\">"
    text = framed(f"{policy}<body>", None).text
    (script,) = re.findall("<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = f"default-src 'none'; script-src 'sha256-{digest}'; connect-src 'self'; img-src data:"
    assert f'<meta content="{allowed}">' in text
