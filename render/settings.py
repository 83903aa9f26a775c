"""A setting of a Render object: where it stands in requests and replies, and what a change of it takes."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import StringConstraints, TypeAdapter

from render.comparison import Field, Props, is_empty, kept_spelling
from render.revision import BUILD, Effect
from render.wire import Reply, read

TEXT: Final = TypeAdapter[Any](Annotated[str, StringConstraints(strip_whitespace=True)])
NUMBER: Final = TypeAdapter[Any](int)


@dataclass(frozen=True)
class Setting(Field):
    """One setting.

    `path`: its place in a request, such as `serviceDetails.plan`, and in a reply, unless `reply` takes it
    from elsewhere. `kind`: its type there. `unreported`: a reply without it means nothing. `patchable`:
    whether PATCH takes it; if not, an endpoint of its own does.

    `choices`: the values that Render takes. `bounds`: the lowest and the highest number. `web_only`: nothing
    for a worker. `beside_domain`: Render takes another value than the default only where a custom domain is
    attached, which is after the create. `effect`: when a change reaches a service that runs.
    """

    path: str
    reply: Callable[[Any], Any] | None = None
    kind: TypeAdapter[Any] = TEXT
    unreported: bool = False
    patchable: bool = True
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None
    web_only: bool = False
    beside_domain: bool = False
    effect: Effect = BUILD

    def live(self, reply: Any) -> Any:
        """What a reply says of it. Raises UnexpectedReplyError."""
        value = self.reply(reply) if self.reply else at(reply, self.path)
        checked = value if value is None else read(self.path, self.kind.validate_python, value)
        return self.kind.dump_python(checked)

    def sent(self, value: Any) -> Any:
        """What a request says of it; for an empty value the default, as absence would leave it as it is."""
        value = self.default if is_empty(value) else value
        return self.kind.dump_python(self.kind.validate_python(value), by_alias=True)


def at(reply: Any, path: str) -> Any:
    """What stands at a place of a reply; None for nothing."""
    for step in path.split("."):
        reply = reply.get(step) if isinstance(reply, Mapping) else None
    return reply


def live_values(settings: Iterable[Setting], reply: Reply, mine: Props) -> dict[str, Any]:
    """What Render holds for each setting in `mine`, spelled as there where both mean the same."""
    raw, found = reply.model_dump(by_alias=True), {}
    for setting in settings:
        if setting.name in mine:
            wanted, live = mine[setting.name], setting.live(raw)
            silent = setting.unreported and is_empty(live)
            found[setting.name] = wanted if silent else kept_spelling(setting, wanted, live)
    return {name: value for name, value in found.items() if value is not None}


def body_of(settings: Iterable[Setting], names: Collection[str], wanted: Props) -> dict[str, Any]:
    """The part of a request that says what is wanted of the settings `names`."""
    body: dict[str, Any] = {}
    for setting in settings:
        if setting.name in names:
            *parents, leaf = setting.path.split(".")
            part = body
            for parent in parents:
                part = part.setdefault(parent, {})
            part[leaf] = setting.sent(wanted.get(setting.name))
    return body
