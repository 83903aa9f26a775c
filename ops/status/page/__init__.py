"""The environments on one page that opens from disk: no script, no font, nothing from elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment as Templates
from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from config.derived import site_host
from config.secrets import SOURCES
from config.settings import Settings
from config.stacks import PRODUCTION
from ops.cost.model import Costs
from ops.diff import differences, in_words
from ops.dns.records import Wanted
from ops.doctor.check import Check, State
from ops.picture import Key, Picture, drawn, picture_of, sentences
from ops.picture.palette import SYMBOLS, WORDS, variables
from ops.picture.words import titled
from ops.status.model import Status, gravest
from ops.status.page.answers import answers, in_usd
from ops.status.page.columns import columns
from ops.status.page.given import given
from ops.status.times import moment

_TEMPLATES = Templates(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def coded(text: str) -> Markup:
    """Text with what stands between backticks as code."""
    pieces = (
        Markup("<code>{}</code>" if odd % 2 else "{}").format(piece)  # noqa: S704 - format escapes
        for odd, piece in enumerate(text.split("`"))
    )
    return Markup("").join(pieces)


_TEMPLATES.filters["coded"] = coded


def page(
    status: Status,
    stacks: Mapping[str, Settings],
    launch: Sequence[Check],
    costs: Costs,
    records: Sequence[Wanted],
    opened: Callable[[str], str] = lambda url: url,
) -> str:
    """The whole page as HTML.

    `launch`: the lines of `ops launch check`, none where nobody looked. `opened`: where a link to a site or
    an API leads, "" for nowhere.
    """
    picture, shown = picture_of(stacks), columns(status.environments, status.at, opened)
    compared = {
        stack: differences(stacks[PRODUCTION], stacks[stack]) for stack in stacks if stack != PRODUCTION
    }
    return _TEMPLATES.get_template("page.html").render(
        host=site_host(stacks[PRODUCTION]),
        status=status,
        made=moment(status.at),
        today=status.at.date(),
        answers=answers(shown, picture, costs),
        columns=shown,
        picture=Markup(drawn(picture, _states(picture, status))),  # noqa: S704 - made here, and escaped there
        sentences=sentences(picture),
        launch=launch,
        costs=costs,
        in_usd=in_usd,
        services=list(given(stacks)),
        sources=SOURCES,
        records=records,
        compared=compared,
        in_words=in_words,
        titled=titled,
        titles=[titled(stack) for stack in stacks],
        production=PRODUCTION,
        symbols=SYMBOLS,
        words=WORDS,
        colours=variables(":root"),
    )


def _states(picture: Picture, status: Status) -> dict[Key, State]:
    """Of what several use, the gravest that one of them finds."""
    found = {one.stack: one for one in status.environments}
    return {
        part.key: gravest(getattr(found[user], part.kind).state for user in part.users if user in found)
        for part in picture.parts
    }
