"""The rules: `own` judges one stack file, `between` judges what two of them have in common.

Pure functions over settings; the program runs them before every preview and update, `ops check` at any time.
"""

from collections.abc import Iterator

from config.faults import Fault
from config.rules.between import cors, databases, fidelity, launch, names, shared
from config.rules.own import addresses, mail, roles, secrets, services, sites, stores, stripe, variables
from config.rules.rule import Rule, Stacks
from config.settings import Settings
from config.stacks import stack_file

OWN: tuple[Rule, ...] = (
    *roles.RULES,
    *addresses.RULES,
    *variables.RULES,
    *secrets.RULES,
    *stripe.RULES,
    *mail.RULES,
    *services.RULES,
    *stores.RULES,
    *sites.RULES,
)
BETWEEN: tuple[Rule, ...] = (
    *names.RULES,
    *databases.RULES,
    *shared.RULES,
    *cors.RULES,
    *launch.RULES,
    *fidelity.RULES,
)
RULES = OWN + BETWEEN


def findings(stacks: Stacks) -> list[Fault]:
    """Everything that the rules have to say about these stacks, broken rules and warnings."""
    found = [fault for rule in RULES for fault in rule.faults(stacks)]
    return [*found, *_idle_acknowledgements(stacks)]


def broken_alone(stacks: Stacks) -> list[Fault]:
    """What each stack file breaks by itself, whatever its siblings say."""
    return [fault for rule in OWN for fault in rule.faults(stacks) if not fault.warning]


def broken_rules(stacks: Stacks) -> list[Fault]:
    """Every broken rule of each stack and between them: one broken file can undo another's isolation."""
    return [fault for fault in findings(stacks) if not fault.warning]


def unfilled_ids(stack: str, settings: Settings) -> list[Fault]:
    """The account ids that still are the zeros the repository comes with; only a rehearsal may use them."""
    ids = {
        "render.ownerId": settings.render.owner_id,
        "vercel.team": settings.vercel.team,
        "atlas.projectId": settings.atlas.project_id,
    }
    parts = ("is still a placeholder", "no account would be found", "write the id of your own")
    return [
        Fault(stack_file(stack), key, *parts, rules=("C20",))
        for key, value in ids.items()
        if "0" * 18 in value
    ]


def _idle_acknowledgements(stacks: Stacks) -> Iterator[Fault]:
    needed = {(stack, found.unless) for rule in RULES for stack, found in rule.find(stacks) if found.unless}
    for stack, settings in stacks.items():
        for name in settings.acknowledge:
            if (stack, name) not in needed:
                yield Fault(
                    stack_file(stack),
                    f"acknowledge.{name}",
                    "acknowledges what this environment does not do",
                    "it would silence the rule on the day when somebody does it by mistake",
                    "remove it",
                    warning=True,
                )
