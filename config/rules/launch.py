"""The launch gate: what has to be true of all stacks before production says `launched: true`."""

from collections.abc import Iterator
from dataclasses import replace

from config.rules.engine import Stack, Stacks, of_all_stacks, of_one_stack
from config.rules.mail import delivers
from config.rules.malformed import is_unfilled_id
from config.settings import Settings
from config.stacks import stack_file
from config.vendors import is_loopback
from config.violations import Violation


@of_all_stacks("R26", "R34", "R68", "C20", alongside=True)
def production_launches_with_a_redis_of_its_own(stacks: Stacks) -> Iterator[Violation]:
    """No environment uses production's queue once customers do."""
    for production in filter(_is_launched, stacks.values()):
        name = production.settings.redis.name
        redis_of = {stack: s.settings.redis for stack, s in stacks.items()}
        guests = [s for s, redis in redis_of.items() if redis.mode == "shared" and redis.name == name]
        if guests:
            what = f"is true while {name} is also used by {' and '.join(guests)}"
            write = "give each of them `redis: {mode: dedicated}` first"
            yield production.violation(
                "launched", what, "testers' jobs would sit beside customers'", write, also=guests
            )


@of_one_stack("R52", "C13", "C20", alongside=True)
def production_launches_with_real_money(stack: Stack) -> Iterator[Violation]:
    """Stripe is live once customers come, and no acknowledgement helps."""
    if _is_launched(stack) and stack.settings.stripe == "test":
        what, write = "is true while `stripe` is test", "write `stripe: live` first"
        why = "customers could not pay, and what they buy would be free"
        yield stack.violation("launched", what, why, write)


@of_one_stack("R56", "C20", alongside=True)
def production_launches_with_real_mail(stack: Stack) -> Iterator[Violation]:
    """Mail is delivered once customers wait for it."""
    mail = stack.settings.mail
    nowhere = mail is not None and mail.kind == "smtp" and is_loopback(mail.host)
    if _is_launched(stack) and mail and (nowhere or not delivers(stack.settings)):
        what = f"is true while `mail` is {mail.kind} and delivers nothing"
        why = "customers would get no mail"
        yield stack.violation("launched", what, why, "name the service that delivers first")


def _is_launched(stack: Stack) -> bool:
    return stack.production and stack.settings.launched


def unfilled_ids(stack: str, settings: Settings) -> list[Violation]:
    """The account ids that still are the zeros the repository comes with; only a rehearsal may use them."""
    ids = {
        "render.ownerId": settings.render.owner_id,
        "vercel.team": settings.vercel.team,
        "atlas.projectId": settings.atlas.project_id,
    }
    parts = ("is still a placeholder", "no account would be found", "write the id of your own")
    zeros = [key for key, value in ids.items() if is_unfilled_id(value)]
    return [Violation(stack_file(stack), key, *parts, rules=("C20",)) for key in zeros]


def unfilled_note(stack: str, settings: Settings) -> Iterator[Violation]:
    """The same as one note, for whoever looks at a stack file that nobody may mean to bring up yet."""
    found = unfilled_ids(stack, settings)
    for first in found[:1]:
        what = f"is still a placeholder ({', '.join(one.key for one in found)})"
        why, write = (
            "the sandbox takes it, a real update does not",
            "write the ids of your accounts before that",
        )
        yield replace(first, what=what, why=why, write=write, level="note")
