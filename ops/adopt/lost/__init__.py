"""What an update that was cut off has made at Vercel and Atlas, and the state does not know."""

from collections.abc import Iterator, Mapping, Sequence

from config.database_users import owns_something
from config.settings import Settings
from ops import state as pulumi_state
from ops.accounts import atlas, vercel
from ops.adopt.lost import imports, site, stores
from ops.adopt.lost.thing import Thing, refused
from ops.adopt.plan import Plan
from ops.state import State
from ops.terminal import folded


def run(stack: str, settings: Settings, *, dry_run: bool) -> int:
    """Find it, take it into the state, say what comes next.

    Returns 0 when nothing is left to a person, else 1. Raises InputError.
    """
    exported = pulumi_state.exported(stack)
    state, components = pulumi_state.parsed(exported), pulumi_state.components(exported)
    # A component comes before what is in it: without one, nothing of it is this stack's.
    found = [thing for thing in lost(stack, settings, state) if thing.component in components]
    reasons = {thing: refused(thing, state) for thing in found}
    taken = [thing for thing, reason in reasons.items() if reason is None]
    print("\n".join(folded(line, 4) for line in lines(stack, reasons)), flush=True)
    if taken and not dry_run:
        imports.take(stack, taken, components)
    for line in following(stack, state, taken, dry_run=dry_run):
        print(line)
    return 0 if len(taken) == len(found) else 1


def lost(stack: str, settings: Settings, state: State) -> Iterator[Thing]:
    """All of it. Raises AccountError."""
    yield from site.lost(vercel.connect(settings.vercel.team), settings, state)
    if owns_something(settings.database):
        yield from stores.lost(atlas.connect(settings.atlas.project_id), stack, settings, state)


def hint(stack: str, settings: Settings, state: State) -> Plan:
    """For whoever adopts what others have made: what an update of this stack seems to have made."""
    if not state.creating and ("Project", "frontend") not in state.names:
        return Plan()
    found = [
        thing.what.partition(": ")[2]
        for thing in lost(stack, settings, state)
        if thing.key in state.creating or thing.component == site.COMPONENT
    ]
    if not found:
        return Plan()
    return Plan(
        (
            f"! there already, and not in this stack's state: {', '.join(found)}; see first what "
            f"`python -m ops adopt --lost --stack {stack}` says",
        )
    )


def lines(stack: str, reasons: Mapping[Thing, str | None]) -> Iterator[str]:
    """A line for each thing: what it is, and why the state does not take it."""
    if not reasons:
        yield f"{stack}: nothing is lost; its state has all that its updates have made at Vercel and Atlas"
    for thing, reason in reasons.items():
        yield f"! {thing.what} {reason}" if reason else f"= {thing.what} is as this stack would have made it"


def following(stack: str, state: State, taken: Sequence[Thing], *, dry_run: bool) -> Iterator[str]:
    """What was done, and what comes next."""
    if taken:
        yield f"\n{len(taken)} {'would go into' if dry_run else 'went into'} the state of {stack}"
    update = f"`pulumi up --stack {stack}`"
    if state.creating:
        yield f"Next: `pulumi refresh --stack {stack} --clear-pending-creates`, then {update}"
    elif taken:
        yield f"Next: {update}"
