"""What is broken stands in its environment's place on the page, in the headline, and nowhere else."""

import pytest

from config.stacks import STACKS
from ops.doctor.check import Check
from ops.status.page import page
from tests.unit import status_example as example
from tests.unit.html_tree import Element, read

PLACES = {"addresses": "dns", "changes": "since"}


def shown(name: str) -> Element:
    status = example.with_fault(name)
    return read(page(status, example.STACKS, example.launch(), example.costs(), example.records()))


@pytest.mark.parametrize("name", example.FAULTS)
def test_a_fault_stands_in_its_place_with_what_to_do_and_in_no_others(name: str) -> None:
    stack, part, found, do = example.FAULTS[name]
    tree = shown(name)
    place = tree.by_id(f"{stack}-{PLACES.get(part, part)}")
    (finding,) = tree.by_id("environments").of_class("finding")
    assert finding.text == f"✗ broken: {found} {do}".replace("`", "")
    assert place.of_class("finding") == [finding]
    assert place.of_class("badge")[0].text == "✗ broken"
    others = [tree.by_id(other) for other in STACKS if other != stack]
    assert [each for other in others for each in other.of_class("FAIL")] == []
    assert [each.text for other in others for each in other.of_class("badge")] == ["✓ ok"] * 16


@pytest.mark.parametrize("name", example.FAULTS)
def test_a_fault_is_named_in_the_headline_with_a_link_to_its_place(name: str) -> None:
    stack, part, found, _ = example.FAULTS[name]
    tree = shown(name)
    (answer,) = (each for each in tree.of_class("answer") if each.one("h2").text == "What is broken?")
    assert answer.one("p").text == "✗ 1 thing is broken"
    (line,) = answer.all("li")
    assert line.text.endswith(found)
    assert line.one("a").attributes["href"] == f"#{stack}-{PLACES.get(part, part)}"


@pytest.mark.parametrize("name", example.FAULTS)
def test_the_picture_marks_the_part_that_is_broken_and_no_other(name: str) -> None:
    _, part, *_ = example.FAULTS[name]
    picture = shown(name).one("svg")
    marks = [each.text for each in picture.of_class("state")]
    assert marks.count("✗ broken") == (0 if part in PLACES else 1)
    assert set(marks) <= {"✓ ok", "✗ broken"}


def test_notes_are_counted_and_are_no_faults() -> None:
    status = example.broken(example.healthy(), "dev", "changes", Check("note", "dev", "changes", "is frozen"))
    tree = read(page(status, example.STACKS, [], example.costs(), []))
    (answer,) = (each for each in tree.of_class("answer") if each.one("h2").text == "What is broken?")
    assert answer.one("p").text == "✓ Nothing is broken"
    assert [each.text for each in answer.all("li")] == ["And 1 note."]


def test_several_faults_are_counted() -> None:
    status = example.healthy()
    for stack in ("prod", "dev"):
        status = example.broken(status, stack, "api", Check("FAIL", stack, "API", "does not answer"))
    tree = read(page(status, example.STACKS, [], example.costs(), []))
    (answer,) = (each for each in tree.of_class("answer") if each.one("h2").text == "What is broken?")
    assert answer.one("p").text == "✗ 2 things are broken"
    assert [each.text for each in answer.all("li")] == [
        "Production, API : does not answer",
        "Development, API : does not answer",
    ]


def test_a_database_that_two_use_is_marked_by_what_either_finds() -> None:
    database = example.STACKS["staging"].database.model_copy(update={"name": "coaching-platform-dev"})
    staging = example.STACKS["staging"].model_copy(update={"database": database})
    stacks = example.STACKS | {"staging": staging}
    fault = Check("FAIL", "dev", "database", "is paused")
    status = example.broken(example.healthy(stacks), "dev", "database", fault)
    picture = read(page(status, stacks, [], example.costs(), [])).one("svg")
    assert [each.text for each in picture.of_class("FAIL")] == ["Database ✗ broken coaching-platform-dev"]


def test_what_cannot_be_looked_at_is_not_called_broken_and_a_vendor_is_named_once() -> None:
    status, do = example.healthy(), "set RENDER_API_KEY"
    for stack in STACKS:
        for part, path in (("api", "services"), ("worker", "services"), ("redis", "key-value")):
            check = Check("doubt", stack, part, f"Render answered 401 to GET /{path}", do)
            status = example.broken(status, stack, part, check)
    fault = Check("doubt", "dev", "changes", "the state cannot be read")
    status = example.broken(status, "dev", "changes", fault)
    tree = read(page(status, example.STACKS, [], example.costs(), []))
    (answer,) = (each for each in tree.of_class("answer") if each.one("h2").text == "What is broken?")
    assert answer.one("p").text == "? Nothing is known to be broken, and not everything can be looked at"
    assert [each.text for each in answer.all("li")] == [
        "API, Worker, Redis of Production, Staging, Development cannot be looked at : "
        "Render answered 401 to GET /services",
        "Since the last update of Development cannot be looked at : the state cannot be read",
    ]
    assert tree.by_id("prod-api").of_class("badge")[0].text == "? not seen"
    assert tree.of_class("FAIL") == []
    status = example.broken(status, "prod", "site", Check("FAIL", "prod", "site", "does not answer"))
    tree = read(page(status, example.STACKS, [], example.costs(), []))
    (answer,) = (each for each in tree.of_class("answer") if each.one("h2").text == "What is broken?")
    assert [answer.one("p").text, len(list(answer.all("li")))] == ["✗ 1 thing is broken", 3]
