"""What a person made before the program came is taken over: nothing is created, replaced or deleted."""

from typing import Any

import pytest

from tests.engine.rehearsal import Done
from tests.engine.render_only_program import OWNER, RenderOnly


def by_hand(program: RenderOnly, name: str, kind: str, **details: Any) -> str:
    """A service as somebody clicked it together: other plan, two variables, one of them nobody else's."""
    settings = {
        "runtime": "node",
        "region": "frankfurt",
        "plan": "standard",
        "envSpecificDetails": {"buildCommand": "npm ci", "startCommand": "npm start"},
    }
    made = program.api(
        "POST",
        "/services",
        {
            "type": kind,
            "name": name,
            "ownerId": OWNER,
            "repo": "https://github.com/example/shop",
            "branch": "legacy",
            "envVars": [{"key": "NODE_ENV", "value": "production"}, {"key": "BY_HAND", "value": "kept"}],
            "serviceDetails": {**settings, **details},
        },
    )
    return str(made["service"]["id"])


@pytest.fixture
def existing(render_only: RenderOnly) -> dict[str, str]:
    """The ids of an API, a worker and a Redis that were there before; the program is told to adopt them."""
    ids = {
        "api": by_hand(render_only, "coaching-api", "web_service"),
        "worker": by_hand(render_only, "coaching-worker", "background_worker"),
    }
    redis = {"name": "coaching-redis", "ownerId": OWNER, "region": "frankfurt", "plan": "starter"}
    ids["redis"] = render_only.control("legacy-redis", redis)["id"]
    for name, remote_id in ids.items():
        render_only.wanted[name]["adopt"] = remote_id
    return ids


def test_a_preview_shows_what_would_change_and_that_nothing_is_lost(
    render_only: RenderOnly, existing: dict[str, str]
) -> None:
    texts: list[str] = []
    assert render_only.writes_during(lambda: texts.append(render_only.preview().ok().text)) == []
    shown = {line.strip() for line in texts[0].splitlines()}
    kept = "nothing is created, replaced or deleted at Render"
    assert shown >= {
        f"coaching-api: adopts {existing['api']}; {kept}",
        "coaching-api:   ~ name: 'coaching-api' => 'shop-api'",
        "coaching-api:   ~ branch: 'legacy' => 'main'",
        "coaching-api:   ~ plan: 'standard' => 'starter'",
        "coaching-api:   ~ start_command: 'npm start' => 'node server.js'",
        "coaching-api:   + adds env ORIGIN, TOKEN",
        "coaching-api:   = leaves alone env BY_HAND",
        f"coaching-worker: adopts {existing['worker']}; {kept}",
        f"coaching-redis: adopts {existing['redis']}; {kept}",
        "coaching-redis:   ~ maxmemory_policy: 'allkeys_lru' => 'noeviction'",
    }
    assert "token-of-a-rehearsal" not in texts[0]


def test_an_up_takes_everything_over_and_keeps_what_was_set_by_hand(
    render_only: RenderOnly, existing: dict[str, str]
) -> None:
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
        "shop-api": existing["api"],
        "shop-worker": existing["worker"],
    }
    assert [found["id"] for found in render_only.key_values()] == [existing["redis"]]
    for name in ("shop-api", "shop-worker"):
        assert render_only.variables(name)["BY_HAND"] == "kept"
    render_only.refresh().ok()
    render_only.preview("--expect-no-changes").ok()
    for name in ("api", "worker", "redis"):
        del render_only.wanted[name]["adopt"]
    # The digest of this small program covers `adopt`; what is written is nothing all the same.
    render_only.wanted["api_deploy"] = render_only.wanted["worker_deploy"] = {"freeze": True}
    assert render_only.writes_during(lambda: render_only.up().ok()) == []


def test_what_is_something_else_is_refused_by_the_preview_in_one_line(
    render_only: RenderOnly, existing: dict[str, str]
) -> None:
    render_only.wanted["api"]["repo"] = "https://github.com/example/blog"
    del render_only.wanted["redis"], render_only.wanted["worker"]
    found: list[Done] = []
    assert render_only.writes_during(lambda: found.append(render_only.preview())) == []
    assert found[0].code != 0
    assert (
        f"shop-api ({existing['api']}) cannot be adopted: its repository is https://github.com/example/shop, "
        "not https://github.com/example/blog: correct the id under `adopt`, or what differs"
    ) in found[0].text
    assert "Traceback" not in found[0].text
