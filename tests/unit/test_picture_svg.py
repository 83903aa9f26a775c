"""The SVG itself: well formed, the same each time, every text inside its box, colours that can be read."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from config.parse import parse, read_stack_files
from config.stacks import STACKS
from ops.picture import drawn, picture_of
from ops.picture.layout import BOLD, NAME, SMALL, laid_out
from ops.picture.lines import lines
from ops.picture.palette import DARK, GROUNDS, LIGHT, SYMBOLS, TEXT, WORDS
from ops.picture.text import width, wrapped
from tests.companies import BONDIGOO, KILN
from tests.conftest import StackFiles

PICTURE = picture_of(read_stack_files(BONDIGOO))
Palette = Mapping[str, str]
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("company", [BONDIGOO, KILN], ids=lambda path: path.name)
def test_it_is_one_image_with_a_title_and_all_of_it_in_words(company: Path) -> None:
    picture = picture_of(read_stack_files(company))
    root = ElementTree.fromstring(drawn(picture))
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "picture-title picture-text")
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.get("id") == "picture-title"
    assert description is not None
    assert description.get("id") == "picture-text"
    assert drawn(picture) == drawn(picture_of(read_stack_files(company)))


def test_a_part_without_a_state_says_none_and_one_with_a_state_a_symbol_and_a_word() -> None:
    assert {f"{SYMBOLS[state]} {WORDS[state]}" for state in SYMBOLS} & {*texts(drawn(PICTURE))} == set()
    said = texts(drawn(PICTURE, {("prod", "redis"): "FAIL", ("dev", "api"): "note", ("dev", "site"): "ok"}))
    assert [text for text in said if text.split()[0] in SYMBOLS.values()] == ["✓ ok", "! note", "✗ broken"]


def test_no_line_into_another_environment_is_cut_by_the_room_around_the_next() -> None:
    classes = [path.get("class") for path in ElementTree.fromstring(drawn(PICTURE)).iter(f"{SVG}path")]
    *found, _, _ = (each for each in classes if each in ("line", "halo", "line shared"))
    assert found == ["line"] * 16 + ["halo"] * 3 + ["line shared"] * 3


def test_of_two_that_share_a_redis_the_line_of_the_farther_ends_at_that_of_the_nearer() -> None:
    staging, dev = (line for line in lines(PICTURE, laid_out(PICTURE)) if "Redis" in line.label)
    assert (staging.arrow, dev.arrow) == (True, False)
    assert dev.points[-1] == staging.points[1]


def test_the_dashed_line_is_explained_where_there_is_one() -> None:
    explained = "uses what another environment owns"
    assert explained in texts(drawn(PICTURE))
    assert explained not in texts(drawn(picture_of(read_stack_files(KILN))))


def test_a_name_that_is_markup_stays_text(stack_files: StackFiles) -> None:
    settings = {stack: parse(stack, stack_files[stack]) for stack in STACKS}
    hostile = "<script>alert('x')</script>"
    worker = settings["dev"].worker.model_copy(update={"name": hostile})
    settings["dev"] = settings["dev"].model_copy(update={"worker": worker})
    svg = drawn(picture_of(settings))
    assert "<script" not in svg
    assert hostile in "".join(texts(svg))


def long_names(files: StackFiles) -> dict[str, dict[str, Any]]:
    values = {stack: files[stack] for stack in STACKS}
    values["prod"]["worker"]["name"] = "w" * 52
    values["prod"]["api"]["name"] = "an-api-of-production-with-a-long-name-in-a-workspace"
    values["prod"]["apiUrl"] = "https://" + "api." * 14 + "example"
    values["staging"]["branch"] = "release/" + "M" * 60
    values["dev"]["database"]["name"] = "D" * 63
    values["dev"]["database"]["cluster"] = values["staging"]["database"]["cluster"] = "cluster-" * 9 + "x"
    return values


def test_names_as_long_as_they_may_be_stay_inside_their_boxes(stack_files: StackFiles) -> None:
    values = long_names(stack_files)
    picture = picture_of({stack: parse(stack, values[stack]) for stack in STACKS})
    layout = laid_out(picture)
    for box in (*layout.boxes.values(), *layout.frames, *layout.columns.values()):
        assert [line for line in box.name if width(line, NAME * BOLD) > box.width - 20] == []
        assert [line for line in box.details if width(line, SMALL) > box.width - 20] == []
    assert "".join(texts(drawn(picture))).count("w" * 5) > 1
    (worker,) = (box for key, box in layout.boxes.items() if key == ("prod", "worker"))
    assert "".join(worker.name) == "w" * 52


@pytest.mark.parametrize("redis_at", STACKS)
def test_no_box_covers_another_and_no_line_goes_through_one(stack_files: StackFiles, redis_at: str) -> None:
    values = {stack: stack_files[stack] for stack in STACKS}
    for stack in STACKS:
        own = {"mode": "dedicated", "name": "r", "plan": "starter"}
        values[stack]["redis"] = own if stack == redis_at else {"mode": "shared", "name": "r"}
    picture = picture_of({stack: parse(stack, values[stack]) for stack in STACKS})
    layout = laid_out(picture)
    boxes = list(layout.boxes.values())
    for one, other in product(boxes, boxes):
        assert (
            one is other
            or one.right <= other.x
            or other.right <= one.x
            or (one.bottom <= other.y or other.bottom <= one.y)
        )
    for line in lines(picture, layout):
        for (x1, y1), (x2, y2) in pairwise(line.points):
            for box in boxes:
                beside = max(x1, x2) <= box.x or min(x1, x2) >= box.right
                assert beside or max(y1, y2) <= box.y or min(y1, y2) >= box.bottom, (line, box)


def test_a_redis_of_ones_own_between_two_that_share_is_passed_below(stack_files: StackFiles) -> None:
    values = {stack: stack_files[stack] for stack in STACKS}
    values["staging"]["redis"] = {"mode": "dedicated", "name": "r", "plan": "starter"}
    picture = picture_of({stack: parse(stack, values[stack]) for stack in STACKS})
    layout = laid_out(picture)
    (across,) = (line for line in lines(picture, layout) if "Redis" in line.label)
    assert across.points[1][1] > layout.boxes["staging", "redis"].bottom


@pytest.mark.parametrize(
    ("name", "lines_"),
    [
        ("api.bondigoo.ch", ["api.", "bondigoo.ch"]),
        ("bondigoo-worker-prod", ["bondigoo-", "worker-prod"]),
        ("x" * 30, ["x" * 12, "x" * 12, "x" * 6]),
        ("two words", ["two words"]),
        ("", []),
    ],
)
def test_a_name_breaks_where_it_is_read_apart(name: str, lines_: list[str]) -> None:
    assert wrapped(name, 13, 102) == lines_


def luminance(colour: str) -> float:
    # w3.org/TR/WCAG22, "relative luminance".
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def contrasts(palette: Palette, colours: Iterable[str]) -> Iterator[tuple[tuple[str, str], float]]:
    for one, ground in product(colours, GROUNDS):
        yield (one, ground), contrast(palette[one], palette[ground])


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_written_can_be_read_on_every_ground(palette: Palette) -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    pairs = {
        (text, ground): contrast(palette[text], palette[ground]) for text, ground in product(TEXT, GROUNDS)
    }
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_boxes_and_lines_can_be_seen(palette: Palette) -> None:
    seen = ("strong", "quiet", "link", "note", "FAIL")
    pairs = {
        (edge, ground): contrast(palette[edge], palette[ground]) for edge, ground in product(seen, GROUNDS)
    }
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 3} == {}
