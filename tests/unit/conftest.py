"""What unit tests of several modules share."""

from pathlib import Path

import pytest

from render import session
from tests.unit.render_support import Emulated, emulated


@pytest.fixture
def render(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Emulated:
    """The emulated Render in this process; the providers speak to it."""
    found = emulated(tmp_path)
    monkeypatch.setattr(session, "client", lambda: found.client)
    return found
