"""What an environment calls its own: no other may use it, outside the list of what is agreed."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import NamedTuple

from config.derived import redirected_host
from config.rules.engine import Rule, Stack, Stacks, of_all_stacks
from config.stacks import PRODUCTION, STACKS, stack_file
from config.violations import Violation


@dataclass(frozen=True)
class SharedThing:
    """Stacks that may use one thing of a kind; with an `owner`, only a thing that the owner has.

    `may_be_owned`: one of them may manage it while the others look it up. `variables`: the secrets (or
    patterns of names) whose value they then may have in common; `addresses`: and those with the address of
    the database, under whatever names.
    """

    kind: str
    stacks: frozenset[str]
    until: str
    owner: str | None = None
    may_be_owned: bool = True
    variables: tuple[str, ...] = ()
    addresses: bool = False


NOT_PRODUCTION = frozenset(STACKS) - {PRODUCTION}
AGREED = (
    SharedThing(
        "Redis",
        frozenset({PRODUCTION}) | NOT_PRODUCTION,
        "go-live: staging and dev get an instance of their own, and production does not launch before",
        owner=PRODUCTION,
    ),
    SharedThing(
        "Vercel project",
        frozenset({PRODUCTION, "dev"}),
        "dev gets a project of its own: `frontend: {mode: own}`",
        owner=PRODUCTION,
    ),
    SharedThing("Atlas cluster", NOT_PRODUCTION, "staging and dev get a cluster each"),
    SharedThing("database host", NOT_PRODUCTION, "staging and dev get a cluster each"),
    SharedThing(
        "database user",
        NOT_PRODUCTION,
        "staging gets a user of its own database",
        may_be_owned=False,
        variables=("DATABASE_PASSWORD",),
        addresses=True,
    ),
    SharedThing("database name", NOT_PRODUCTION, "never on one host; on two hosts a name is only a name"),
    SharedThing(
        "Cloudinary account", NOT_PRODUCTION, "a test account each is wanted", variables=("CLOUDINARY_*",)
    ),
)


def may_hold_one_value(stacks: Stacks, *places: tuple[str, str]) -> bool:
    """Whether the secrets at these places, each a stack and a key, may have one value."""

    def is_in(shared: SharedThing, name: str, key: str) -> bool:
        addresses = stacks[name].settings.database.uri_variables if shared.addresses else ()
        return name in shared.stacks and any(fnmatchcase(key, p) for p in (*shared.variables, *addresses))

    return any(all(is_in(shared, *place) for place in places) for shared in AGREED)


class Use(NamedTuple):
    """One name that a stack uses, None for none: under which key, and whether the stack manages the thing."""

    key: str
    value: str | None
    owns: bool = True


@dataclass(frozen=True)
class Kind:
    """One kind of thing outside, and the reason not to share it.

    `exclusive`: each use manages a thing of its own, so that within one stack no two may be the same either.
    `any_case`: names that differ in capitals only are the same.
    """

    name: str
    rows: tuple[str, ...]
    why: str
    exclusive: bool = False
    any_case: bool = False

    def same(self, one: Use, other: Use) -> bool:
        """Whether two uses are of one thing."""
        names = (use.value or "" for use in (one, other))
        return len({name.casefold() if self.any_case else name for name in names}) == 1


def _uses(stack: Stack) -> dict[str, list[Use]]:
    """Everything outside that a stack uses, by kind."""
    s, atlas = stack.settings, stack.atlas_project
    database, redis, site, apex = s.database, s.redis, s.frontend, redirected_host(s)
    project = site.adopt.project if site.mode == "own" and site.adopt else None
    # That production is a guest is wrong by itself.
    shown = redis.name if redis.mode == "dedicated" or not stack.production else None
    return {
        "branch": [Use("branch", s.branch)],
        "queue name": [Use("environmentName", s.environment_name)],
        "Render service": [Use("api.name", s.api.name), Use("worker.name", s.worker.name)],
        "host": [
            Use("frontendUrl", s.frontend_url),
            Use("apiUrl", s.api_url),
            Use("frontend.apexRedirect", apex and f"https://{apex}"),
        ],
        "Redis": [Use("redis.name", shown, redis.mode == "dedicated")],
        "Vercel project": [Use("frontend.project", site.project, site.mode == "own")],
        "adopted id": [
            Use("api.adopt", s.api.adopt),
            Use("worker.adopt", s.worker.adopt),
            Use("redis.adopt", redis.adopt if redis.mode == "dedicated" else None),
            Use("frontend.adopt.project", project),
        ],
        "Atlas cluster": [
            Use("database.cluster", f"{atlas}/{database.cluster}", database.owned_cluster is not None)
        ],
        "database host": [Use("database.host", database.host, owns=False)],
        "database name": [Use("database.name", database.name, owns=False)],
        "database user": [
            *(
                Use(f"database.developers[{place}].username", f"{atlas}/{person.username}")
                for place, person in enumerate(database.developers)
            ),
            Use("database.user", f"{atlas}/{database.user}", database.manage_user),
            Use("database.refresh.user", f"{atlas}/{database.refresh.user}" if database.refresh else None),
        ],
        "access entry": [
            Use(f"database.ipAccessList[{place}]", f"{atlas}/{entry.cidr}")
            for place, entry in enumerate(database.ip_access_list)
        ],
        "Cloudinary account": [Use("cloudinary", s.cloudinary, owns=False)],
    }


_QUEUE = "the application names its queues with it, so one environment's worker would run the other's jobs"
_SERVICE = "Render's names are unique, so both would fight over one service"
_DUMP = "a dump carries the name of its database, so a careless restore would land in the other one"
_FILES = "what a test environment cleans up would be customers' files"
_PROD_DATA = "whoever may write in a test environment could then reach customers' data"
_RIGHTS = "one password and one set of rights would be those of both environments"
_OWNERS = "both stacks would own it, and destroying one would delete it for the other"
_ADOPTED = "each stack would set it up as its own, one after the other"
_BRANCH = ("R6", "R13", "R14", "R15", "R22", "R23", "R24", "R31", "R32", "C10")
KINDS = (
    Kind("branch", _BRANCH, "a push to it would deploy both environments", exclusive=True, any_case=True),
    Kind("queue name", ("R3", "T2"), _QUEUE, exclusive=True),
    Kind("Render service", ("R3",), _SERVICE, exclusive=True),
    Kind("host", ("R3",), "a host leads to one place only", exclusive=True),
    Kind("Redis", ("R3", "R17", "C2"), "only production's may have guests"),
    Kind("Vercel project", ("R3", "C2"), "only dev may be a guest in production's"),
    Kind("adopted id", ("R3", "R74"), _ADOPTED, exclusive=True),
    Kind("Atlas cluster", ("R3", "R18", "C2"), _PROD_DATA),
    Kind("database host", ("R3", "R18", "R27", "R35"), _PROD_DATA),
    Kind("database name", ("R18", "R27"), _DUMP),
    Kind("database user", ("R3", "R18", "C2"), _RIGHTS),
    Kind("access entry", ("R3",), _OWNERS),
    Kind("Cloudinary account", ("R54", "R55"), _FILES),
)


def _rule(kind: Kind) -> Rule:
    def find(stacks: Stacks) -> Iterator[Violation]:
        earlier: list[tuple[Stack, Use]] = []
        clashes: dict[tuple[str, Use], list[tuple[Stack, Use]]] = {}
        for stack in stacks.values():
            uses = [use for use in _uses(stack)[kind.name] if use.value]
            for place, use in enumerate(uses):
                same = [(s, u) for s, u in earlier if kind.same(u, use)]
                if kind.exclusive:
                    same += [(stack, u) for u in uses[:place] if kind.same(u, use)]
                if clash := _clash(kind, stack, use, same):
                    clashes.setdefault((clash[0].name, clash[1]), []).append((stack, use))
            earlier += [(stack, use) for use in uses]
        for (name, first), others in clashes.items():
            yield _violation(kind, (stacks[name], first), *others)

    find.__name__ = f"no_two_stacks_use_one_{kind.name.replace(' ', '_').lower()}"
    find.__doc__ = f"Each {kind.name} belongs to one stack, outside the list of exceptions."
    return of_all_stacks(*kind.rows)(find)


def _clash(kind: Kind, stack: Stack, use: Use, same: list[tuple[Stack, Use]]) -> tuple[Stack, Use] | None:
    """The first earlier use that this one collides with; an agreed guest of an owner collides with none."""
    agreed = [_is_agreed(kind, stack, use, *other) for other in same]
    if any(is_agreed and other.owns for is_agreed, (_, other) in zip(agreed, same, strict=True)):
        return None
    return next((other for is_agreed, other in zip(agreed, same, strict=True) if not is_agreed), None)


def _is_agreed(kind: Kind, stack: Stack, use: Use, other: Stack, its_use: Use) -> bool:
    """Whether these two stacks may use this one thing."""
    if stack is other or (use.owns and its_use.owns):
        return False
    owners = {s.name for s, u in ((stack, use), (other, its_use)) if u.owns}
    return any(
        shared.kind == kind.name
        and {stack.name, other.name} <= shared.stacks
        # Guests of nobody's have nothing to fight over; that nobody owns it, another rule says.
        and (shared.owner is None or not owners or shared.owner in owners)
        and (shared.may_be_owned or not owners)
        for shared in AGREED
    )


def _violation(
    kind: Kind, first: tuple[Stack, Use], second: tuple[Stack, Use], *more: tuple[Stack, Use]
) -> Violation:
    """All that collide with one use, said of the second: which of them is wrong, only a person knows."""
    stack, use = second
    places = " and ".join(f"{its.key} of {stack_file(other.name)}" for other, its in (first, *more))
    why = _OWNERS if use.owns and first[1].owns and not kind.exclusive else kind.why
    also = dict.fromkeys(other.name for other, _ in (first, *more) if other is not stack)
    return stack.violation(use.key, f"'{use.value}' is also {places}", why, "choose another", also=also)


RULES = [_rule(kind) for kind in KINDS]
