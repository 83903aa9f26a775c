"""What a guest needs of its host: that it exists, is reachable, and builds what lives in it."""

from collections.abc import Iterator

from config.rules.rule import Found, Stacks, between
from config.settings import DedicatedRedis, Settings


def _owner_of_redis(stacks: Stacks, name: str) -> tuple[str, Settings, DedicatedRedis] | None:
    for stack, settings in stacks.items():
        if settings.redis.mode == "dedicated" and settings.redis.name == name:
            return stack, settings, settings.redis
    return None


@between("R25", "R33")
def a_shared_redis_has_an_owner(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """A guest's Redis is one that another stack creates."""
    for stack, settings in stacks.items():
        name = settings.redis.name
        if settings.redis.mode == "shared" and not _owner_of_redis(stacks, name):
            what = f"no stack owns '{name}'"
            yield stack, Found("redis.name", what, "nothing would create it", "correct the name")


@between("T24")
def a_shared_redis_is_near(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """A guest lives in the workspace and region of the Redis that it uses."""
    for stack, settings in stacks.items():
        owner = _owner_of_redis(stacks, settings.redis.name)
        if settings.redis.mode == "dedicated" or owner is None:
            continue
        mine, theirs = settings.render, owner[1].render
        if (mine.owner_id, mine.region) != (theirs.owner_id, theirs.region):
            what = "differs from the owner of the shared Redis"
            why = "its private address is then out of reach, and its public one crosses regions"
            yield stack, Found("render", what, why, "use the same workspace and region", also=(owner[0],))


@between("T4")
def a_shared_redis_lets_its_guests_in(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """A guest that comes from outside finds the door open."""
    for stack, settings in stacks.items():
        owner = _owner_of_redis(stacks, settings.redis.name)
        if settings.redis.mode == "dedicated" or owner is None:
            continue
        if settings.redis.connection == "external" and not owner[2].allow:
            what = f"is external, and `redis.allow` of {owner[0]} is empty"
            why = "Render closes that door, and no service reaches its queue"
            write = "list the ranges there, or write `connection: internal` here"
            yield stack, Found("redis.connection", what, why, write, also=(owner[0],))


@between("R25", "R33", "T3", "C2")
def sharing_redis_is_said(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """What a queue prefix keeps apart, and what it does not."""
    for stack, settings in stacks.items():
        if settings.redis.mode == "shared" and _owner_of_redis(stacks, settings.redis.name):
            what = f"uses {settings.redis.name}, which is shared"
            why = "a queue prefix keeps jobs apart and is no wall: each side can read and delete all of it"
            write = "write `mode: dedicated` with a `plan`, before go-live at the latest"
            yield stack, Found("redis", what, why, write, warning=True)


@between("R29", "C4")
def a_branch_lives_in_a_project_that_somebody_owns(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """A front end that is a branch has a project, and the project builds branches."""
    owners = {
        s.frontend.project: (name, s.frontend) for name, s in stacks.items() if s.frontend.mode == "own"
    }
    for stack, settings in stacks.items():
        if settings.frontend.mode == "own":
            continue
        project = settings.frontend.project
        if project not in owners:
            what = f"no stack owns the Vercel project '{project}'"
            yield (
                stack,
                Found("frontend.project", what, "nothing would create it", "name the owner's project"),
            )
            continue
        owner, site = owners[project]
        if not site.previews:
            what, why = f"is false, and {stack} is a preview in this project", "its site would never be built"
            write = f"write true, or give {stack} a project of its own"
            yield owner, Found("frontend.previews", what, why, write, also=(stack,))


@between("C11", "R64")
def no_preview_lacks_an_api(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """A project in which nobody lives as a branch builds no previews."""
    guests = {s.frontend.project for s in stacks.values() if s.frontend.mode == "branch"}
    for stack, settings in stacks.items():
        site = settings.frontend
        if site.mode == "own" and site.previews and site.project not in guests:
            why = "they get no REACT_APP_API_URL, which the application takes for localhost"
            yield stack, Found("frontend.previews", "builds every branch", why, "write false", warning=True)


RULES = (
    a_shared_redis_has_an_owner,
    a_shared_redis_is_near,
    a_shared_redis_lets_its_guests_in,
    sharing_redis_is_said,
    a_branch_lives_in_a_project_that_somebody_owns,
    no_preview_lacks_an_api,
)
