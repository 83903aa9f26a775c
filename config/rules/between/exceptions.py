"""What two environments may have in common: the whole list, each entry with what ends it."""

from dataclasses import dataclass

from config.stacks import PRODUCTION


@dataclass(frozen=True)
class SharedThing:
    """Stacks that may use one thing of a kind; with an `owner`, only a thing that the owner has.

    `may_be_owned` says whether one of them may manage it while the others look it up.
    """

    kind: str
    stacks: frozenset[str]
    until: str
    owner: str | None = None
    may_be_owned: bool = True


NOT_PRODUCTION = frozenset({"staging", "dev"})
EXCEPTIONS = (
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
        "database user", NOT_PRODUCTION, "staging gets a user of its own database", may_be_owned=False
    ),
    SharedThing("database name", NOT_PRODUCTION, "never on one host; on two hosts a name is only a name"),
    SharedThing("Cloudinary account", NOT_PRODUCTION, "a test account each is wanted"),
)
