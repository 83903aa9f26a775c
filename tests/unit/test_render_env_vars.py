import json
from dataclasses import dataclass, field
from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.client import RenderClient
from render.env_vars import EnvChanges, apply, env_changes
from tests.unit.render_support import API_KEY, reply

KEYS = st.sampled_from(["A", "B", "C", "D", "E"])
VALUES = st.sampled_from(["", "one", "two"])
ENV = st.dictionaries(KEYS, VALUES)


def applied(live: dict[str, str], changes: EnvChanges) -> dict[str, str]:
    kept = {key: value for key, value in live.items() if key not in changes.delete}
    return {**kept, **changes.put}


@pytest.mark.proves("T10")
@given(old=ENV, new=ENV, foreign=ENV)
def test_the_changes_turn_the_owned_keys_into_the_wanted_ones_and_touch_no_other(
    old: dict[str, str], new: dict[str, str], foreign: dict[str, str]
) -> None:
    others = {key: value for key, value in foreign.items() if key not in old and key not in new}
    changes = env_changes(old, new)
    assert applied({**others, **old}, changes) == {**others, **new}
    assert set(changes.put) | set(changes.delete) <= set(old) | set(new)


@given(old=ENV, new=ENV)
def test_nothing_is_written_that_is_there_already(old: dict[str, str], new: dict[str, str]) -> None:
    changes = env_changes(old, new)
    assert all(old.get(key) != value for key, value in changes.put.items())
    assert bool(changes) == (old != new)


@pytest.mark.proves("C5")
@given(old=ENV, new=ENV, external=st.sets(KEYS))
def test_a_key_that_becomes_somebody_elses_is_released_as_it_is(
    old: dict[str, str], new: dict[str, str], external: set[str]
) -> None:
    changes = env_changes(old, new, external)
    assert set(changes.delete) == set(old) - set(new) - external
    assert changes.put == env_changes(old, new).put


ANY_KEYS = st.text("AB_/% \u00e9", min_size=1, max_size=2)
ANY_ENV = st.dictionaries(ANY_KEYS, st.text(max_size=3), max_size=6)


@dataclass
class Live:
    """The variables of the service srv-1 as Render holds them, and the calls that wrote to them."""

    env: dict[str, str]
    calls: list[tuple[str, str]] = field(default_factory=list)

    def client(self) -> RenderClient:
        transport = httpx.MockTransport(self._answer)
        return RenderClient("http://127.0.0.1:1/v1", API_KEY, transport=transport, proxies=False)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        *parents, name = request.url.raw_path.decode().split("/")
        assert parents == ["", "v1", "services", "srv-1", "env-vars"], "not one variable of this service"
        key = unquote(name)
        self.calls.append((request.method, key))
        if request.method == "PUT":
            self.env[key] = json.loads(request.content)["value"]
        else:
            del self.env[key]
        return reply(204)


@given(old=ANY_ENV, new=ANY_ENV, external=st.sets(ANY_KEYS), others=ANY_ENV)
def test_the_calls_turn_a_live_service_into_the_wanted_one_and_touch_no_key_of_somebody_else(
    old: dict[str, str], new: dict[str, str], external: set[str], others: dict[str, str]
) -> None:
    foreign = {key: value for key, value in others.items() if key not in old and key not in new}
    released = {key: value for key, value in old.items() if key in external and key not in new}
    live = Live({**foreign, **old})
    apply(live.client(), "srv-1", env_changes(old, new, external))
    assert live.env == {**foreign, **released, **new}
    written = [key for _, key in live.calls]
    assert len(written) == len(set(written))
    assert not set(written) & (set(foreign) | set(released))
    assert not [key for key in written if key in new and old.get(key) == new[key]]


def test_the_changes_do_not_show_values() -> None:
    assert "hunter2" not in repr(env_changes({}, {"A": "hunter2"}))
