"""What an environment calls its own: no other may use it, outside the list of what is agreed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import NamedTuple

from config.hosts import apex_host
from config.rules.engine import Rule, Stack, Stacks, of_all_stacks
from config.stacks import PRODUCTION, stack_file
from config.violations import Violation


@dataclass(frozen=True)
class SharedThing:
    """Stacks that may use one thing of a kind; with an `owner`, only a thing that the owner has.

    `may_be_owned`: one of them may manage it while the others look it up. `variables`: the secrets (or
    patterns of names) whose value they then may have in common.
    """

    kind: str
    stacks: frozenset[str]
    until: str
    owner: str | None = None
    may_be_owned: bool = True
    variables: tuple[str, ...] = ()


NOT_PRODUCTION = frozenset({"staging", "dev"})
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
        variables=("DATABASE_PASSWORD", "MONGODB_URI", "DATABASE_URL"),
    ),
    SharedThing("database name", NOT_PRODUCTION, "never on one host; on two hosts a name is only a name"),
    SharedThing(
        "Cloudinary account", NOT_PRODUCTION, "a test account each is wanted", variables=("CLOUDINARY_*",)
    ),
)


def may_hold_one_value(*places: tuple[str, str]) -> bool:
    """Whether the secrets at these places, each a stack and a key, may have one value."""
    return any(
        all(
            stack in shared.stacks and any(fnmatchcase(key, pattern) for pattern in shared.variables)
            for stack, key in places
        )
        for shared in AGREED
    )


class Use(NamedTuple):
    """One name that a stack uses: under which key it stands, and whether the stack manages the thing."""

    key: str
    value: str
    owns: bool = True


@dataclass(frozen=True)
class Kind:
    """One kind of thing outside, the reason not to share it, and how a stack uses it.

    `exclusive`: each use manages a thing of its own, so that within one stack no two may be the same either.
    """

    name: str
    rows: tuple[str, ...]
    why: str
    uses: Callable[[Stack], Iterator[Use]]
    exclusive: bool = False


def _queues(stack: Stack) -> Iterator[Use]:
    yield Use("environmentName", stack.settings.environment_name)


def _services(stack: Stack) -> Iterator[Use]:
    yield Use("api.name", stack.settings.api.name)
    yield Use("worker.name", stack.settings.worker.name)


def _hosts(stack: Stack) -> Iterator[Use]:
    yield Use("frontendUrl", stack.settings.frontend_url)
    yield Use("apiUrl", stack.settings.api_url)
    if apex := apex_host(stack.settings):
        yield Use("frontend.apexRedirect", f"https://{apex}")


def _redis(stack: Stack) -> Iterator[Use]:
    redis = stack.settings.redis
    # That production is a guest is wrong by itself.
    if redis.mode == "dedicated" or not stack.production:
        yield Use("redis.name", redis.name, redis.mode == "dedicated")


def _projects(stack: Stack) -> Iterator[Use]:
    yield Use("frontend.project", stack.settings.frontend.project, stack.settings.frontend.mode == "own")


def _adopted(stack: Stack) -> Iterator[Use]:
    site, redis = stack.settings.frontend, stack.settings.redis
    ids = {
        "api.adopt": stack.settings.api.adopt,
        "worker.adopt": stack.settings.worker.adopt,
        "redis.adopt": redis.adopt if redis.mode == "dedicated" else None,
        "frontend.adopt.project": site.adopt.project if site.mode == "own" and site.adopt else None,
    }
    yield from (Use(key, value) for key, value in ids.items() if value)


def _clusters(stack: Stack) -> Iterator[Use]:
    database = stack.settings.database
    yield Use("database.cluster", _in_project(stack, database.cluster), database.owned_cluster is not None)


def _database_hosts(stack: Stack) -> Iterator[Use]:
    yield Use("database.host", stack.settings.database.host, owns=False)


def _database_names(stack: Stack) -> Iterator[Use]:
    yield Use("database.name", stack.settings.database.name, owns=False)


def _database_users(stack: Stack) -> Iterator[Use]:
    database = stack.settings.database
    for place, person in enumerate(database.developers):
        yield Use(f"database.developers[{place}].username", _in_project(stack, person.username))
    yield Use("database.user", _in_project(stack, database.user), database.manage_user)


def _access_entries(stack: Stack) -> Iterator[Use]:
    for place, entry in enumerate(stack.settings.database.ip_access_list):
        yield Use(f"database.ipAccessList[{place}]", _in_project(stack, entry.cidr))


def _cloudinary(stack: Stack) -> Iterator[Use]:
    if stack.settings.cloudinary:
        yield Use("cloudinary", stack.settings.cloudinary, owns=False)


def _in_project(stack: Stack, name: str) -> str:
    return f"{stack.settings.atlas.project_id}/{name}"


_QUEUE = "the application names its queues with it, so one environment's worker would run the other's jobs"
_SERVICE = "Render's names are unique, so both would fight over one service"
_DUMP = "a dump carries the name of its database, so a careless restore would land in the other one"
_FILES = "clean-up jobs of a test environment would delete customers' files"
_PROD_DATA = "whoever may write in a test environment could then reach customers' data"
_RIGHTS = "one password and one set of rights would be those of both environments"
_OWNERS = "both stacks would own it, and destroying one would delete it for the other"
_HOST = "a host leads to one place only"
_ADOPTED = "each stack would set it up as its own, one after the other"
KINDS = (
    Kind("queue name", ("R3", "T2"), _QUEUE, _queues, exclusive=True),
    Kind("Render service", ("R3",), _SERVICE, _services, exclusive=True),
    Kind("host", ("R3",), _HOST, _hosts, exclusive=True),
    Kind("Redis", ("R3", "R17", "C2"), "only production's may have guests", _redis),
    Kind("Vercel project", ("R3", "C2"), "only dev may be a guest in production's", _projects),
    Kind("adopted id", ("R3", "R74"), _ADOPTED, _adopted, exclusive=True),
    Kind("Atlas cluster", ("R3", "R18", "C2"), _PROD_DATA, _clusters),
    Kind("database host", ("R3", "R18", "R27", "R35"), _PROD_DATA, _database_hosts),
    Kind("database name", ("R18", "R27"), _DUMP, _database_names),
    Kind("database user", ("R3", "R18", "C2"), _RIGHTS, _database_users),
    Kind("access entry", ("R3",), _OWNERS, _access_entries),
    Kind("Cloudinary account", ("R54", "R55"), _FILES, _cloudinary),
)


def _rule(kind: Kind) -> Rule:
    def find(stacks: Stacks) -> Iterator[Violation]:
        earlier: list[tuple[Stack, Use]] = []
        for stack in stacks.values():
            uses = list(kind.uses(stack))
            for place, use in enumerate(uses):
                same = [(s, u) for s, u in earlier if u.value == use.value]
                if kind.exclusive:
                    same += [(stack, u) for u in uses[:place] if u.value == use.value]
                if clash := _clash(kind, stack, use, same):
                    yield _violation(kind, stack, use, *clash)
            earlier += [(stack, use) for use in uses]

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
        and (shared.owner is None or shared.owner in owners)
        and (shared.may_be_owned or not owners)
        for shared in AGREED
    )


def _violation(kind: Kind, stack: Stack, use: Use, other: Stack, its_use: Use) -> Violation:
    what = f"'{use.value}' is also {its_use.key} of {stack_file(other.name)}"
    why = _OWNERS if use.owns and its_use.owns and not kind.exclusive else kind.why
    return stack.violation(use.key, what, why, "choose another", also=(other.name,))


RULES = tuple(_rule(kind) for kind in KINDS)
