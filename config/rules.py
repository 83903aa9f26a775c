"""Rules that need more than one stack: what two environments may not have in common.

Pure functions over the settings of all stacks; the program runs them before every preview and update.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from config.faults import Fault
from config.settings import Settings
from config.stack_rules import stack_faults
from config.stacks import stack_file

Stacks = Mapping[str, Settings]


def broken_rules(stacks: Stacks) -> list[Fault]:
    """Every broken rule of each stack, then between them: one broken file can undo another's isolation."""
    own = [fault for stack, settings in stacks.items() for fault in stack_faults(stack, settings)]
    return own + [fault for rule in RULES for fault in rule(stacks)]


def unfilled_ids(stack: str, settings: Settings) -> list[Fault]:
    """The account ids that still are the zeros the repository comes with; only a rehearsal may use them."""
    ids = {
        "render.ownerId": settings.render.owner_id,
        "vercel.team": settings.vercel.team,
        "atlas.projectId": settings.atlas.project_id,
    }
    text = "is still a placeholder, so no account would be found; write the id of your own"
    return [Fault(stack_file(stack), key, text) for key, value in ids.items() if "0" * 18 in value]


def _unique(
    stacks: Stacks, values_of: Callable[[Settings], Iterable[tuple[str, str]]], why: str
) -> Iterator[Fault]:
    """A fault for each (key, value) whose value stands under another key or in another stack already."""
    owners: dict[str, str] = {}
    for stack, settings in stacks.items():
        for key, value in values_of(settings):
            here = f"{key} of {stack_file(stack)}"
            owner = owners.setdefault(value, here)
            if owner != here:
                yield Fault(stack_file(stack), key, f"'{value}' is also {owner}; {why}; choose another")


def _environment_names_differ(stacks: Stacks) -> Iterator[Fault]:
    why = "the application names its queues with it, so one environment's worker would run the other's jobs"
    return _unique(stacks, lambda s: [("environmentName", s.environment_name)], why)


def _branches_differ(stacks: Stacks) -> Iterator[Fault]:
    why = "every push would deploy both environments"
    return _unique(stacks, lambda s: [("branch", s.branch)], why)


def _databases_differ(stacks: Stacks) -> Iterator[Fault]:
    why = "refreshing or seeding one environment would wipe the other"
    return _unique(stacks, lambda s: [("database", f"{s.database.host}/{s.database.name}")], why)


def _service_names_differ(stacks: Stacks) -> Iterator[Fault]:
    why = "Render's names are unique, so both would fight over one service"
    return _unique(stacks, lambda s: [("api.name", s.api.name), ("worker.name", s.worker.name)], why)


def _addresses_differ(stacks: Stacks) -> Iterator[Fault]:
    why = "a host leads to one place only"
    return _unique(stacks, lambda s: [("frontendUrl", s.frontend_url), ("apiUrl", s.api_url)], why)


def _owned_things_have_one_owner(stacks: Stacks) -> Iterator[Fault]:
    why = "both stacks would own it, and destroying one would delete it for the other"
    # One kind at a time: a Redis and a project may well have the same name.
    for values_of in (_redis, _project, _cluster, _access_entries, _database_users):
        yield from _unique(stacks, values_of, why)


def _redis(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.redis.mode == "dedicated":
        yield "redis.name", settings.redis.name


def _project(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.frontend.mode == "own":
        yield "frontend.project", settings.frontend.project


def _cluster(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.database.owned_cluster:
        yield "database.cluster", f"{settings.atlas.project_id}/{settings.database.cluster}"


def _access_entries(settings: Settings) -> Iterator[tuple[str, str]]:
    for entry in settings.database.ip_access_list:
        yield "database.ipAccessList", f"{settings.atlas.project_id}/{entry.cidr}"


def _database_users(settings: Settings) -> Iterator[tuple[str, str]]:
    for person in settings.database.developers:
        yield "database.developers", f"{settings.atlas.project_id}/{person.username}"
    if settings.database.manage_user:
        yield "database.user", f"{settings.atlas.project_id}/{settings.database.user}"


def _shared_redis_has_an_owner(stacks: Stacks) -> Iterator[Fault]:
    owned = {s.redis.name: s.render for s in stacks.values() if s.redis.mode == "dedicated"}
    for stack, settings in stacks.items():
        if settings.redis.mode == "dedicated":
            continue
        home = owned.get(settings.redis.name)
        if home is None:
            text = f"no stack owns '{settings.redis.name}', so nothing would create it; correct the name"
            yield Fault(stack_file(stack), "redis.name", text)
        elif (home.owner_id, home.region) != (settings.render.owner_id, settings.render.region):
            text = "differs from the owner of the shared Redis, whose private address is then out of reach"
            yield Fault(stack_file(stack), "render", f"{text}; use the same workspace and region")


def _branch_project_has_an_owner(stacks: Stacks) -> Iterator[Fault]:
    owned = {s.frontend.project for s in stacks.values() if s.frontend.mode == "own"}
    for stack, settings in stacks.items():
        if settings.frontend.mode == "branch" and settings.frontend.project not in owned:
            text = f"no stack owns the Vercel project '{settings.frontend.project}'; name the owner's project"
            yield Fault(stack_file(stack), "frontend.project", text)


def _launch_needs_own_redis(stacks: Stacks) -> Iterator[Fault]:
    for stack, settings in stacks.items():
        if not settings.launched or settings.redis.mode == "shared":
            continue
        name = settings.redis.name
        guests = [
            s for s, other in stacks.items() if other.redis.mode == "shared" and other.redis.name == name
        ]
        if guests:
            text = (
                f"is true while {' and '.join(guests)} still use {name}, so testers' jobs would sit beside "
                "customers'; give each of them `redis: {mode: dedicated}` first"
            )
            yield Fault(stack_file(stack), "launched", text)


RULES = (
    _environment_names_differ,
    _branches_differ,
    _databases_differ,
    _service_names_differ,
    _addresses_differ,
    _owned_things_have_one_owner,
    _shared_redis_has_an_owner,
    _branch_project_has_an_owner,
    _launch_needs_own_redis,
)
