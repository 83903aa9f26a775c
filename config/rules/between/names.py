"""What an environment calls its own: no other may use it, outside the list of exceptions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import NamedTuple

from config.derived import apex_host
from config.rules.between.exceptions import EXCEPTIONS
from config.rules.rule import Found, Rule, Stacks, between
from config.settings import Settings
from config.stacks import stack_file


class Use(NamedTuple):
    """One name that a stack uses: under which key it stands, and whether the stack manages the thing."""

    key: str
    value: str
    owns: bool = True


@dataclass(frozen=True)
class Kind:
    """One kind of thing outside, the reason not to share it, and how a stack uses it."""

    name: str
    rows: tuple[str, ...]
    why: str
    uses: Callable[[Settings], Iterator[Use]]


def _queues(s: Settings) -> Iterator[Use]:
    yield Use("environmentName", s.environment_name)


def _services(s: Settings) -> Iterator[Use]:
    yield Use("api.name", s.api.name)
    yield Use("worker.name", s.worker.name)


def _hosts(s: Settings) -> Iterator[Use]:
    yield Use("frontendUrl", s.frontend_url)
    yield Use("apiUrl", s.api_url)
    if apex := apex_host(s):
        yield Use("frontend.apexRedirect", f"https://{apex}")


def _redis(s: Settings) -> Iterator[Use]:
    yield Use("redis.name", s.redis.name, s.redis.mode == "dedicated")


def _projects(s: Settings) -> Iterator[Use]:
    yield Use("frontend.project", s.frontend.project, s.frontend.mode == "own")


def _adopted(s: Settings) -> Iterator[Use]:
    ids = {
        "api.adopt": s.api.adopt,
        "worker.adopt": s.worker.adopt,
        "redis.adopt": s.redis.adopt if s.redis.mode == "dedicated" else None,
        "frontend.adopt.project": s.frontend.adopt.project
        if s.frontend.mode == "own" and s.frontend.adopt
        else None,
    }
    yield from (Use(key, value) for key, value in ids.items() if value)


def _clusters(s: Settings) -> Iterator[Use]:
    owns = s.database.owned_cluster is not None
    yield Use("database.cluster", f"{s.atlas.project_id}/{s.database.cluster}", owns)


def _database_hosts(s: Settings) -> Iterator[Use]:
    yield Use("database.host", s.database.host, owns=False)


def _database_names(s: Settings) -> Iterator[Use]:
    yield Use("database.name", s.database.name, owns=False)


def _database_users(s: Settings) -> Iterator[Use]:
    for person in s.database.developers:
        yield Use("database.developers", f"{s.atlas.project_id}/{person.username}")
    yield Use("database.user", f"{s.atlas.project_id}/{s.database.user}", s.database.manage_user)


def _access_entries(s: Settings) -> Iterator[Use]:
    for entry in s.database.ip_access_list:
        yield Use("database.ipAccessList", f"{s.atlas.project_id}/{entry.cidr}")


def _cloudinary(s: Settings) -> Iterator[Use]:
    if s.cloudinary:
        yield Use("cloudinary", s.cloudinary, owns=False)


_QUEUE = "the application names its queues with it, so one environment's worker would run the other's jobs"
_SERVICE = "Render's names are unique, so both would fight over one service"
_DUMP = "a dump carries the name of its database, so a careless restore would land in the other one"
_FILES = "clean-up jobs of a test environment would delete customers' files"
_PROD_DATA = "whoever may write in a test environment could then reach customers' data"
_RIGHTS = "one password and one set of rights would be those of both environments"
_OWNERS = "both stacks would own it, and destroying one would delete it for the other"
KINDS = (
    Kind("queue name", ("R3", "T2"), _QUEUE, _queues),
    Kind("Render service", ("R3",), _SERVICE, _services),
    Kind("host", ("R3",), "a host leads to one place only", _hosts),
    Kind("Redis", ("R3", "R17", "C2"), "only production's may have guests", _redis),
    Kind("Vercel project", ("R3", "C2"), "only dev may be a guest in production's", _projects),
    Kind("adopted id", ("R3", "R74"), "each stack would set it up as its own, one after the other", _adopted),
    Kind("Atlas cluster", ("R3", "R18", "C2"), _PROD_DATA, _clusters),
    Kind("database host", ("R3", "R18", "R27", "R35"), _PROD_DATA, _database_hosts),
    Kind("database name", ("R18", "R27"), _DUMP, _database_names),
    Kind("database user", ("R3", "R18", "C2"), _RIGHTS, _database_users),
    Kind("access entry", ("R3",), _OWNERS, _access_entries),
    Kind("Cloudinary account", ("R54", "R55"), _FILES, _cloudinary),
)


def _rule(kind: Kind) -> Rule:
    def find(stacks: Stacks) -> Iterator[tuple[str, Found]]:
        for one, other in combinations_with_replacement(stacks, 2):
            for here, there in _pairs(kind, stacks, one, other):
                if here.value == there.value and not _is_agreed(kind, stacks, (one, there), (other, here)):
                    what = f"'{here.value}' is also {there.key} of {stack_file(one)}"
                    why = _OWNERS if here.owns and there.owns and kind.why != _SERVICE else kind.why
                    why = kind.why if kind.name in _ALWAYS_OWN else why
                    yield other, Found(here.key, what, why, "choose another", also=(one,))

    find.__name__ = f"no_two_stacks_use_one_{kind.name.replace(' ', '_').lower()}"
    find.__doc__ = f"Each {kind.name} belongs to one stack, outside the list of exceptions."
    return between(*kind.rows)(find)


# Things that a stack always manages: who owns them is not the point.
_ALWAYS_OWN = frozenset({"queue name", "Render service", "host", "adopted id"})


def _pairs(kind: Kind, stacks: Stacks, one: str, other: str) -> Iterator[tuple[Use, Use]]:
    """(use in `other`, use in `one`); within one stack only what cannot stand under two keys."""
    if one != other:
        yield from ((here, there) for here in kind.uses(stacks[other]) for there in kind.uses(stacks[one]))
        return
    uses = list(kind.uses(stacks[one])) if kind.name in _ALWAYS_OWN else []
    yield from (
        (here, there) for place, here in enumerate(uses) for there in uses[:place] if here.key != there.key
    )


def _is_agreed(kind: Kind, stacks: Stacks, first: tuple[str, Use], second: tuple[str, Use]) -> bool:
    """Whether the list of exceptions lets these two stacks use this one thing."""
    (one, there), (other, here) = first, second
    if one == other or (here.owns and there.owns):
        return False
    for shared in EXCEPTIONS:
        if shared.kind == kind.name and {one, other} <= shared.stacks:
            if shared.owner and not _owns(kind, stacks, shared.owner, here.value):
                continue
            if shared.may_be_owned or not (here.owns or there.owns):
                return True
    return False


def _owns(kind: Kind, stacks: Stacks, owner: str, value: str) -> bool:
    return owner in stacks and any(use.owns and use.value == value for use in kind.uses(stacks[owner]))


RULES = tuple(_rule(kind) for kind in KINDS)
