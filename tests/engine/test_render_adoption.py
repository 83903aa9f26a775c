"""What a person made before the program came is taken over: nothing is created, replaced or deleted."""

from collections.abc import Iterator

import pytest

from tests.engine import by_hand
from tests.engine.interruptions import cut_off
from tests.engine.render_only_program import OWNER, RenderOnly, everything


def existing(render_only: RenderOnly) -> dict[str, str]:
    """The ids of an API, a worker and a Redis that were there before; the program is told to adopt them."""
    env = {"NODE_ENV": "production", "BY_HAND": "kept"}
    ids = {
        "api": by_hand.service(render_only, "coaching-api", "web_service", env),
        "worker": by_hand.service(render_only, "coaching-worker", "background_worker", env),
    }
    redis = {"name": "coaching-redis", "ownerId": OWNER, "region": "frankfurt", "plan": "starter"}
    ids["redis"] = render_only.control("legacy-redis", redis)["id"]
    for name, remote_id in ids.items():
        render_only.wanted[name]["adopt"] = remote_id
    return ids


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RenderOnly, dict[str, str]]]:
    """The program of the first two tests, which follow each other: what a preview shows, an update does."""
    program = RenderOnly(tmp_path_factory.mktemp("adoption"), everything()).start()
    try:
        yield program, existing(program)
    finally:
        program.stop()


def test_a_preview_shows_what_would_change_and_that_nothing_is_lost(
    there: tuple[RenderOnly, dict[str, str]],
) -> None:
    render_only, ids = there
    texts: list[str] = []
    assert render_only.writes_during(lambda: texts.append(render_only.preview().ok().text)) == []
    shown = {line.strip() for line in texts[0].splitlines()}
    kept = "nothing is created, replaced or deleted at Render"
    assert shown >= {
        f"coaching-api: adopts {ids['api']}; {kept}",
        "coaching-api:   ~ name: 'coaching-api' => 'shop-api'",
        "coaching-api:   ~ branch: 'legacy' => 'main'",
        "coaching-api:   ~ plan: 'standard' => 'starter'",
        "coaching-api:   ~ start_command: 'npm start' => 'node server.js'",
        "coaching-api:   + adds env ORIGIN, TOKEN",
        "coaching-api:   = leaves alone env BY_HAND",
        f"coaching-worker: adopts {ids['worker']}; {kept}",
        f"coaching-redis: adopts {ids['redis']}; {kept}",
        "coaching-redis:   ~ maxmemory_policy: 'allkeys_lru' => 'noeviction'",
    }
    assert "token-of-a-rehearsal" not in texts[0]


def test_an_up_takes_everything_over_and_keeps_what_was_set_by_hand(
    there: tuple[RenderOnly, dict[str, str]],
) -> None:
    render_only, ids = there
    writes = render_only.writes_during(lambda: render_only.up().ok())
    assert sorted(writes) == [
        "PATCH /key-value/shop-redis",
        "PATCH /services/shop-api",
        "PATCH /services/shop-worker",
        "POST /services/shop-api/custom-domains",
        "POST /services/shop-api/deploys",
        "POST /services/shop-worker/deploys",
        "PUT /services/shop-api/env-vars/ORIGIN",
        "PUT /services/shop-api/env-vars/TOKEN",
        "PUT /services/shop-worker/env-vars/TOKEN",
    ]
    assert {name: found["id"] for name, found in render_only.services().items()} == {
        "shop-api": ids["api"],
        "shop-worker": ids["worker"],
    }
    assert [found["id"] for found in render_only.key_values()] == [ids["redis"]]
    for name in ("shop-api", "shop-worker"):
        assert render_only.variables(name)["BY_HAND"] == "kept"
    render_only.refresh().ok()
    render_only.preview("--expect-no-changes").ok()
    for name in ("api", "worker", "redis"):
        del render_only.wanted[name]["adopt"]
    render_only.preview("--expect-no-changes").ok()
    assert render_only.writes_during(lambda: render_only.up().ok()) == []


def test_an_adoption_that_was_cut_off_is_gone_on_with(render_only: RenderOnly) -> None:
    ids = existing(render_only)
    # A domain that is attached already is taken over without being told.
    domain = f"{by_hand.path(render_only, 'coaching-api')}/custom-domains"
    render_only.api("POST", domain, {"name": "api.shop.example.org"})
    cut_off(render_only, "up", "PATCH", f"/v1/services/{ids['api']}")
    writes = render_only.writes_during(lambda: render_only.up().ok())
    created = ("POST /services", "POST /key-value", "POST /services/shop-api/custom-domains")
    assert not [write for write in writes if write in created or write.startswith("DELETE")]
    assert writes.count("POST /services/shop-api/deploys") == 1
    assert render_only.variables("shop-api") == {
        "NODE_ENV": "production",
        "BY_HAND": "kept",
        "ORIGIN": "https://shop.example.org",
        "TOKEN": "api-token-of-a-rehearsal",
    }
    render_only.preview("--expect-no-changes").ok()
