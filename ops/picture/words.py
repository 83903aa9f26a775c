"""What environments share, in sentences: beside the picture, and for who cannot see it."""

from collections.abc import Iterator, Sequence

from config.stacks import DEVELOPMENT, PRODUCTION, STAGING
from ops.picture.parts import Picture

NAMES = {PRODUCTION: "Production", STAGING: "Staging", DEVELOPMENT: "Development"}


def titled(stack: str) -> str:
    """What an environment is called at the beginning of a sentence."""
    return NAMES.get(stack, stack)


def listed(stacks: Sequence[str]) -> str:
    """`Production, staging and development`; one at least."""
    first, *names = (titled(stack) if at == 0 else titled(stack).lower() for at, stack in enumerate(stacks))
    return f"{', '.join([first, *names[:-1]])} and {names[-1]}" if names else first


def sentences(picture: Picture) -> list[str]:
    """What is shared, a sentence for each thing; one that says so where nothing is."""
    said = [*_sites(picture), *_redis(picture), *_databases(picture)]
    return said or ["Nothing is shared: each environment has a site, services, Redis and cluster of its own."]


def _sites(picture: Picture) -> Iterator[str]:
    for edge in picture.edges:
        if edge.shared and edge.target[1] == "site":
            (user, _), (owner, _) = edge.source, edge.target
            yield f"{titled(user)}'s site is a branch in {titled(owner).lower()}'s Vercel project."


def _redis(picture: Picture) -> Iterator[str]:
    for part in picture.parts:
        others = [stack for stack in part.users if stack != part.stack]
        if part.kind != "redis" or not others:
            continue
        if part.made_here:
            use = "use" if len(others) > 1 else "uses"
            yield f"{listed(others)} {use} {titled(part.stack).lower()}'s Redis, {part.name}."
        else:
            yield f"{listed(part.users)} use one Redis, {part.name}, which no stack here makes."


def _databases(picture: Picture) -> Iterator[str]:
    for cluster in picture.clusters:
        names = [database.name for database in cluster.databases]
        if len(cluster.stacks) > 1:
            what = f"the database {names[0]}" if len(names) == 1 else f"databases ({', '.join(names)})"
            yield f"{listed(cluster.stacks)} have {what} on one cluster, {cluster.name}."
