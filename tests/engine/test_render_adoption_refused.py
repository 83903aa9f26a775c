"""What cannot be taken over is refused by the preview already, in one line and with nothing written.

The tests of this module share one API and one Redis that somebody made by hand, and change nothing.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.engine import by_hand
from tests.engine.rehearsal import Done
from tests.engine.render_only_program import OWNER, RenderOnly, everything

OTHER = "tea-11111111111111111111"


class There(NamedTuple):
    program: RenderOnly
    api: str
    redis: str


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    program = RenderOnly(tmp_path_factory.mktemp("refused"), {}).start()
    try:
        env = {"NODE_ENV": "production", "TOKEN": "a-token-that-somebody-typed"}
        api = by_hand.service(program, "coaching-api", "web_service", env)
        redis = {"name": "coaching-redis", "ownerId": OWNER, "region": "frankfurt", "plan": "standard"}
        # Its first deploy would otherwise go live while a test looks.
        program.control("clock", {"advance": 60})
        yield There(program, api, program.control("legacy-redis", redis)["id"])
    finally:
        program.stop()


# One of each kind; every other difference is refused by the same check (tests/unit/test_render_adoption.py).
CASES: dict[str, tuple[dict[str, dict[str, Any]], str]] = {
    "owner and repository": (
        {"api": {"adopt": "{api}", "owner_id": OTHER, "repo": "https://github.com/example/blog"}},
        f"shop-api ({{api}}) cannot be adopted: its owner is {OWNER}, not {OTHER}; its repository is "
        "https://github.com/example/shop, not https://github.com/example/blog: correct the id under `adopt`, "
        "or what differs",
    ),
    "a variable with another value": (
        {"api": {"adopt": "{api}"}},
        "TOKEN: set at Render to another value by somebody else: name the variable under `overwrite` to "
        "replace that value, or leave it to that person (source `ui`)",
    ),
    "a Redis that is too big": (
        {"redis": {"adopt": "{redis}"}},
        "Render cannot shrink 'standard' to 'starter': keep the plan, or create a new instance",
    ),
}


@pytest.mark.parametrize(("changes", "line"), CASES.values(), ids=CASES.keys())
def test_it_is_refused_by_preview_and_up_in_one_line(
    there: There, changes: dict[str, dict[str, Any]], line: str
) -> None:
    ids = {"api": there.api, "redis": there.redis}
    whole = everything()
    there.program.wanted = {
        name: {**whole[name], **{key: value.format(**ids) for key, value in change.items()}}
        for name, change in changes.items()
    }
    before, found = there.program.services(), list[Done]()
    runs = lambda: found.extend([there.program.preview(), there.program.up()])  # noqa: E731
    assert there.program.writes_during(runs) == []
    for done in found:
        assert done.code != 0
        said = {text.partition(" has a problem: ")[2] for text in done.text.splitlines()} - {""}
        assert said == {line.format(**ids)}
        assert "token" not in done.text
        assert "Traceback" not in done.text
    assert there.program.services() == before
