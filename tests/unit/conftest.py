"""What unit tests of several modules share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from render import session
from tests.unit.checkout import checkout as checkout
from tests.unit.ops_data_engine import engine as engine
from tests.unit.plugin_runs import fresh_teams as fresh_teams
from tests.unit.plugin_runs import served as served
from tests.unit.plugin_runs import server as server
from tests.unit.plugin_runs import vercel as vercel
from tests.unit.plugin_runs import wire as wire
from tests.unit.redis_servers import both as both
from tests.unit.redis_servers import new as new
from tests.unit.redis_servers import old as old
from tests.unit.render_support import Emulated, emulated
from tests.unit.rollback_world import world as world
from tests.unit.smoke_edge import edge as edge
from tests.unit.smoke_edge import kiln as kiln


@pytest.fixture
def new_render(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Emulated]:
    """Makes an emulated Render in this process, to which the providers speak from then on."""

    def make() -> Emulated:
        found = emulated(tmp_path)
        monkeypatch.setattr(session, "client", lambda: found.client)
        return found

    return make


@pytest.fixture
def render(new_render: Callable[[], Emulated]) -> Emulated:
    """The emulated Render in this process; the providers speak to it."""
    return new_render()
