"""`ops rollback` of the site across a launch: going back to a release neither opens nor closes the gate."""

from pathlib import Path

import pytest

from ops import rollback
from ops.commands import InputError
from ops.operation import visitors
from ops.operation.visitors import Sight
from tests.unit.rollback_world import World, back, run

NOT_SEEN = Sight("not seen: asks for a login at Vercel (frontend.protection)")


def hidden(patch: pytest.MonkeyPatch, seen: Sight = NOT_SEEN) -> None:
    """Nobody is let see a deployment's own page."""
    patch.setattr(visitors.Browser, "sight", lambda *_: seen)


def test_the_one_before_is_the_last_one_with_the_gate_of_the_file(world: World) -> None:
    """As after a launch that was taken back: what it had opened stands between two that are closed."""
    world.turn("true")
    world.push("Open")
    world.turn("false")
    world.push("Closed again")
    assert back("site") == 0
    assert world.seen("site") == "Second"


@pytest.mark.parametrize("launched", [True, False])
def test_one_with_the_other_gate_is_refused_before_anything_is_asked(world: World, launched: bool) -> None:
    world.turn("true")
    world.push("Open")
    earlier = world.deployments()[1]["uid"]
    if launched:
        text = world.file.replace("  launched: false", "  launched: true")
        Path("Pulumi.prod.yaml").write_text(text)
        to, now = earlier, "Open"
    else:
        world.turn("false")
        world.push("Closed")
        to, now = world.deployments()[1]["uid"], "Closed"
    before = world.file
    with pytest.raises(InputError) as refused:
        back("site", "--to", to)
    assert str(refused.value) == (
        f"site: {to} was built with the other launch gate than the stack file says, and this does not turn "
        "it: `python -m ops launch go` and `launch rollback` do; else name another one with --to"
    )
    assert (world.seen("site"), world.file, world.journal.is_open) == (now, before, False)


def test_where_all_before_have_the_other_gate_there_is_none_before(world: World) -> None:
    Path("Pulumi.prod.yaml").write_text(world.file.replace("  launched: false", "  launched: true"))
    world.turn("true")
    world.push("Open")
    with pytest.raises(InputError, match=r"^site: each one before dpl_\w+ was built with the other launch"):
        back("site")


def test_what_was_built_since_the_gate_was_turned_has_it_though_nobody_sees_its_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden(monkeypatch)
    assert back("site") == 0
    assert world.seen("site") == "First"


def test_where_nobody_can_tell_the_question_says_so_and_a_script_has_to_name_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.turn("false")
    hidden(monkeypatch)
    url, first = (world.deployments()[1][key] for key in ("url", "uid"))
    doubt = f" Nobody can tell which launch gate it has: look at https://{url} first."
    said: list[str] = []
    monkeypatch.setattr(rollback, "confirm", lambda what, *_: said.append(what))
    with pytest.raises(InputError) as refused:
        back("site")
    assert str(refused.value).endswith(f"is the one before.{doubt} Then name it with --to")
    assert run("site") == 0
    assert said[0].endswith(doubt)
    assert back("site", "--to", first) == 0


def test_a_site_that_has_no_gate_goes_back_anywhere(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.turn("false")
    hidden(monkeypatch)
    text = world.file.replace("  frontend:\n", "  frontend:\n    names: {LAUNCHED: none}\n", 1)
    Path("Pulumi.prod.yaml").write_text(text)
    assert back("site") == 0


def test_a_service_has_no_gate(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden(monkeypatch)
    world.turn("true")
    assert back("api") == 0
