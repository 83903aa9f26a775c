"""The picture as one SVG, the same for the same parts: text stays text, light and dark through CSS."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from ops.picture.layout import LABELS, LINE, MARGIN, NAME, PAD, SMALL, Box, Layout, laid_out
from ops.picture.lines import Line, lines
from ops.picture.palette import SYMBOLS, WORDS, variables
from ops.picture.parts import Key, Picture
from ops.picture.words import sentences, titled

if TYPE_CHECKING:
    # With its room come all vendors' clients, and a picture needs none.
    from ops.doctor.check import State

_STYLE = (
    ".picture{font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;}"
    ".picture .ground{fill:var(--ground)}"
    ".picture .panel{fill:var(--panel);stroke:var(--line)}"
    ".picture .box{fill:var(--ground);stroke:var(--strong)}"
    ".picture .note .box{fill:var(--note-ground);stroke:var(--note);stroke-width:1.5}"
    ".picture .doubt .box{fill:var(--doubt-ground);stroke:var(--doubt);stroke-width:1.5}"
    ".picture .FAIL .box{fill:var(--FAIL-ground);stroke:var(--FAIL);stroke-width:2}"
    ".picture .frame{fill:var(--panel);stroke:var(--strong)}"
    ".picture .line{fill:none;stroke:var(--quiet);stroke-width:1.5}"
    ".picture .halo{fill:none;stroke:var(--panel);stroke-width:7}"
    ".picture .shared{stroke:var(--link);stroke-dasharray:5 4}"
    ".picture .head{fill:var(--quiet)}.picture .shared-head{fill:var(--link)}"
    ".picture text{fill:var(--ink)}.picture .quiet{fill:var(--quiet)}.picture .says{fill:var(--link)}"
    ".picture .title{font-size:17px;font-weight:600}"
    f".picture .name{{font-size:{NAME}px;font-weight:600}}"
    f".picture .small{{font-size:{SMALL}px}}"
    ".picture .ok .state{fill:var(--ok)}.picture .note .state{fill:var(--note)}"
    ".picture .doubt .state{fill:var(--doubt)}.picture .FAIL .state{fill:var(--FAIL)}"
    ".picture .state{font-weight:600}"
)
_TITLE = "The environments, their parts, and what they share"


def drawn(picture: Picture, states: "Mapping[Key, State] | None" = None) -> str:
    """The SVG, as wide as its place. `states` colours the parts that it names, with a symbol and a word."""
    layout, legend = laid_out(picture), 26
    wide, high = layout.width, layout.height + legend
    body = [
        f'<rect class="ground" width="{wide:g}" height="{high:g}" rx="10"/>',
        *(_column(box, stack) for stack, box in layout.columns.items()),
        *(_rect("frame", frame) for frame in layout.frames),
        *_lines(list(lines(picture, layout))),
        *(_part(key, box, (states or {}).get(key)) for key, box in layout.boxes.items()),
        *(line for frame in layout.frames for line in _below(frame)),
        *_legend(layout, any(edge.shared for edge in picture.edges)),
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 {wide:g} {high:g}" '
            'role="img" aria-labelledby="picture-title picture-text">',
            f'<title id="picture-title">{_TITLE}</title>',
            f'<desc id="picture-text">{escape(" ".join(sentences(picture)))}</desc>',
            f"<style>{variables('.picture')}{_STYLE}</style>",
            "<defs>",
            *(_head(name) for name in ("head", "shared-head")),
            "</defs>",
            *body,
            "</svg>\n",
        ]
    )


def _head(name: str) -> str:
    return (
        f'<marker id="picture-{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path class="{name}" d="M0 0L8 4L0 8z"/></marker>'
    )


def _rect(name: str, box: Box) -> str:
    where = f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
    return f'<rect class="{name}" {where} rx="6"/>'


def _text(x: float, y: float, words: str, classes: str, *, end: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ""
    return f'<text x="{x:g}" y="{y:g}" class="{classes}"{anchor}>{escape(words)}</text>'


def _column(box: Box, stack: str) -> str:
    said = [
        _text(box.x + PAD, box.y + 44 + LINE * at, text, "small quiet") for at, text in enumerate(box.details)
    ]
    return "\n".join([_rect("panel", box), _text(box.x + PAD, box.y + 27, titled(stack), "title"), *said])


def _part(key: Key, box: Box, state: "State | None") -> str:
    """A box: what it is and how it is, its name, its details."""
    said = f"{SYMBOLS[state]} {WORDS[state]}" if state else ""
    name = [_text(box.x + PAD, box.y + 36 + LINE * at, text, "name") for at, text in enumerate(box.name)]
    details = [
        _text(box.x + PAD, box.y + 36 + LINE * (len(box.name) + at), text, "small quiet")
        for at, text in enumerate(box.details)
    ]
    mark = [_text(box.right - PAD, box.y + 18, said, "small state", end=True)] if said else []
    label = _text(box.x + PAD, box.y + 18, LABELS[key[1]], "small quiet")
    return "\n".join(
        [f'<g class="{state or "plain"}">', _rect("box", box), label, *mark, *name, *details, "</g>"]
    )


def _below(frame: Box) -> Iterator[str]:
    start = frame.bottom - 9 - LINE * (len(frame.details) - 1)
    for at, text in enumerate(frame.details):
        yield _text(frame.x + PAD, start + LINE * at, text, "small quiet")


def _lines(found: Sequence[Line]) -> Iterator[str]:
    """Those into another environment last: what they cross seems to pass beneath, and none cuts another."""
    yield from (part for line in found if not line.shared for part in _line(line))
    shared = [line for line in found if line.shared]
    yield from (f'<path class="halo" d="{_path(line)}"/>' for line in shared)
    yield from (part for line in shared for part in _line(line))


def _path(line: Line) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in line.points)


def _line(line: Line) -> Iterator[str]:
    head = "picture-shared-head" if line.shared else "picture-head"
    end = f' marker-end="url(#{head})"' if line.arrow else ""
    yield f'<path class="line{" shared" if line.shared else ""}" d="{_path(line)}"{end}/>'
    if line.label:
        yield _text(*line.label_at, line.label, "small says", end=line.label_ends)


def _legend(layout: Layout, shared: bool) -> Iterator[str]:
    y = layout.height + 4
    yield from _line(Line(((MARGIN, y), (MARGIN + 34, y))))
    yield _text(MARGIN + 42, y + 4, "uses", "small quiet")
    if shared:
        yield from _line(Line(((MARGIN + 96, y), (MARGIN + 130, y)), shared=True))
        yield _text(MARGIN + 138, y + 4, "uses what another environment owns", "small quiet")
