"""One thing that a vendor has and the state has not, and whether it goes into the state."""

from dataclasses import dataclass

from ops.state import State


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What the program creates and a vendor has.

    `kind`, `name`: type and name of the program's resource; `component`: the type of its parent; `import_id`:
    in the form of its provider. `differs`: how it is not as an update would have made it; `instead`: what to
    do then. `unsure`: alike or not, it may be somebody else's, so it is only taken where the state says that
    an update was making it.
    """

    what: str
    kind: str
    name: str
    component: str
    import_id: str
    differs: tuple[str, ...] = ()
    instead: str = ""
    unsure: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """As a state names it."""
        return self.kind.rpartition(":")[2], self.name


def holding(*told: tuple[bool, str]) -> tuple[str, ...]:
    """The words of what holds."""
    return tuple(words for holds, words in told if holds)


def refused(thing: Thing, state: State) -> str | None:
    """Why the state does not take a thing, and what to do; None: it does."""
    if thing.key in state.names:
        return (
            "is there beside another one that the state has in its place, and that an update was replacing; "
            "delete it at its vendor, then `pulumi up`"
        )
    if thing.differs:
        return f"is not as this stack would have made it: {', '.join(thing.differs)}; {thing.instead}"
    if thing.unsure and thing.key not in state.creating:
        return (
            "is as this stack would have made it, but the state does not say that an update was making it: "
            f"it may be somebody else's; {thing.instead}"
        )
    return None
