"""The refresh of staging from production: which stacks give it a user, and that the user is nobody else's."""

from collections.abc import Iterator

from config.rules.engine import Stack, of_one_stack
from config.violations import Violation


@of_one_stack("R35", "R48")
def development_is_seeded_only(stack: Stack) -> Iterator[Violation]:
    """A refresh has a user in production and in staging; development is seeded only."""
    if stack.name == "dev" and stack.settings.database.refresh:
        why = "its data comes from the seed, and nothing of production's may reach it"
        yield stack.violation("database.refresh", "is set in dev", why, "remove it")


@of_one_stack("R40", "R41")
def only_productions_backup_has_an_age(stack: Stack) -> Iterator[Violation]:
    """How old a backup may be is said of the database that a refresh reads, production's."""
    refresh = stack.settings.database.refresh
    if refresh and refresh.backup_within_hours is not None and not stack.production:
        why = "a refresh is preceded by a backup of production's database, and of no other"
        write = "remove it, and write it in Pulumi.prod.yaml"
        yield stack.violation("database.refresh.backupWithinHours", f"is set in {stack.name}", why, write)


@of_one_stack("R36", "R38")
def a_refresh_has_a_user_of_its_own(stack: Stack) -> Iterator[Violation]:
    """The user of a refresh is neither the application's nor a developer's."""
    database = stack.settings.database
    if database.refresh is None:
        return
    whose = {person.username: "a developer's" for person in database.developers}
    whose[database.user] = "the application's"
    if owner := whose.get(database.refresh.user):
        why = "one password and one set of rights would be those of both"
        yield stack.violation("database.refresh.user", f"is {owner} user", why, "choose another name")
