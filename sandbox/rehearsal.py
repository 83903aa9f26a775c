"""Bringing the environments up and down in the sandbox, with the real `pulumi`."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sandbox import process
from sandbox.engine import work
from sandbox.home import Home, SandboxError
from sandbox.project import STACKS
from sandbox.session import Session, attach, prepare
from sandbox.standing import all_moved
from sandbox.terminal import say, show_table


def chosen(stacks: Sequence[str]) -> list[str]:
    """The stacks to work on in deploy order, all of them when none is named."""
    unknown = [stack for stack in stacks if stack not in STACKS]
    if unknown:
        known = ", ".join(STACKS)
        raise SandboxError(f"'{unknown[0]}' is not an environment of this program; choose one of {known}")
    return [stack for stack in STACKS if stack in (stacks or STACKS)]


def up(
    home: Home,
    stacks: Sequence[str],
    *,
    with_redis: bool = False,
    with_data: bool = False,
    verbose: bool = False,
) -> None:
    """Bring stacks up in deploy order and print what they are.

    `with_redis` starts every Key Value too, `with_data` every cluster, with people in production's database.
    """
    wanted = chosen(stacks)
    if with_data:
        # Imported where it is used: nothing else here needs the driver of MongoDB and the makers of people.
        from sandbox.clusters.filled import have_mongod, start_filled

        home.prepare()
        have_mongod(home)
    session = prepare(home)
    if away := all_moved(home, {stack: session.stack_files[stack] for stack in wanted}):
        raise SandboxError("\nerror: ".join(away))
    existing = session.stacks()
    for stack in wanted:
        # What this stack adopts may be inside what the one before has made.
        session.seed()
        if stack not in existing:
            session.pulumi("stack", "init", stack, quiet=True)
        work(session, stack, "up", "up", verbose=verbose)
    _show(session, wanted)
    if with_redis:
        for each in session.start_key_values():
            state = f"answers on {home.key_values_url}" if each["running"] else f"is {each['status']}"
            say(f"Key Value {each['name']} ({each['id']}): {state}")
    if with_data:
        for line in start_filled(session):
            say(line)
    say(f"everything in one page: {home.url}")


def down(home: Home, stacks: Sequence[str], *, verbose: bool = False) -> None:
    """Destroy stacks, the last that came up first; with all of them the server stops too."""
    wanted = chosen(stacks)
    if home.project.exists():
        session = attach(home, {})
        existing = session.stacks()
        for stack in reversed([stack for stack in wanted if stack in existing]):
            # Production's protection is meant for real data; here is none.
            session.unprotect()
            session.pulumi("state", "unprotect", "--all", "--yes", "--stack", stack, quiet=True)
            work(session, stack, "destroy", "destroyed", verbose=verbose)
            session.pulumi("stack", "rm", stack, "--yes", "--preserve-config", quiet=True)
    if not stacks:
        process.stop(home)
        say("nothing is left running")


def _show(session: Session, stacks: Sequence[str]) -> None:
    keys = ("frontendUrl", "apiUrl", "worker", "redis", "database", "launched")
    header = ("environment", "frontend", "API", "worker", "Redis", "database", "launched")
    with ThreadPoolExecutor() as pool:
        outputs = pool.map(session.outputs, stacks)
    show_table(
        header,
        [
            (stack, *(_cell(found.get(key)) for key in keys))
            for stack, found in zip(stacks, outputs, strict=True)
        ],
    )


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).removeprefix("https://")
