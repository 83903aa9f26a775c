"""A rehearsal in which all three environments are up, and a real browser that meets it over HTTPS."""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import pictures, tls
from tests.browser.chromium import opened
from tests.browser.complaints import Complaints
from tests.engine.conftest import golden_three  # noqa: F401 (a fixture: it is made once for both levels)
from tests.engine.golden import going
from tests.engine.rehearsal import Rehearsal
from toolchain import chromium
from toolchain.process import Progress, SetupError

IMPOSTOR = "impostor.example"


def _outspoken(request: pytest.FixtureRequest) -> AbstractContextManager[None]:
    """What is written meanwhile reaches whoever waits."""
    capturing = request.config.pluginmanager.getplugin("capturemanager")
    found: AbstractContextManager[None] = capturing.global_and_fixture_disabled()
    return found


@pytest.fixture(scope="session")
def program(request: pytest.FixtureRequest) -> chromium.Browser:
    """Chromium; fetched, with a line to whoever waits, where there is none."""
    try:
        with _outspoken(request):
            return chromium.ensure(os.environ, Progress(sys.stderr))
    except SetupError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def three_up(
    program: chromium.Browser,  # without one nothing is rehearsed
    tmp_path_factory: pytest.TempPathFactory,
    golden_three: Path,  # noqa: F811
) -> Iterator[Rehearsal]:
    """One rehearsal for a module: what a test changes, it changes back."""
    with going(golden_three, tmp_path_factory.mktemp("checkout")) as made:
        yield made


# Not for longer than a module: Playwright's event loop runs in this thread meanwhile, and no other may.
@pytest.fixture(scope="module")
def browser(
    request: pytest.FixtureRequest,
    program: chromium.Browser,
    three_up: Rehearsal,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BrowserContext]:
    """It takes the certificates of one authority; those of IMPOSTOR are another's."""
    port = three_up.home.port
    with tls.serving(port) as trusted, tls.serving(port) as other:
        # A front end on a developer's machine is served over HTTP.
        hosts = {IMPOSTOR: other.port, "localhost:3000": port, "*": trusted.port}
        with opened(program, tmp_path_factory.mktemp("profile"), hosts, [trusted.authority]) as context:
            yield context
    with _outspoken(request):
        sys.stderr.write(f"\nscreenshots: {pictures.FOLDER}\n")


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    """A tab of its own."""
    made = browser.new_page()
    yield made
    made.close()


@pytest.fixture
def complaints(page: Page) -> Complaints:
    """What the tab says in its console."""
    return Complaints.of(page)
