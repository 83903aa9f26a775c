"""The launch gate: what has to be true of all stacks before production says `launched: true`."""

from collections.abc import Iterator

from config.rules.own.mail import delivers
from config.rules.rule import Found, Stacks, between
from config.settings import Settings
from config.stacks import PRODUCTION


def _launched(stacks: Stacks) -> Settings | None:
    production = stacks.get(PRODUCTION)
    return production if production and production.launched else None


@between("R26", "R34", "R68", "C20")
def production_launches_with_a_redis_of_its_own(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """No environment uses production's queue once customers do."""
    production = _launched(stacks)
    if production is None:
        return
    name = production.redis.name
    guests = [s for s, other in stacks.items() if other.redis.mode == "shared" and other.redis.name == name]
    if guests:
        what = f"is true while {' and '.join(guests)} still use {name}"
        why = "testers' jobs would sit beside customers'"
        write = "give each of them `redis: {mode: dedicated}` first"
        yield PRODUCTION, Found("launched", what, why, write, also=tuple(guests))


@between("R52", "C13", "C20")
def production_launches_with_real_money(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """Stripe is live once customers come, and no acknowledgement helps."""
    production = _launched(stacks)
    if production and production.stripe == "test":
        why = "customers could not pay, and what they buy would be free"
        yield (
            PRODUCTION,
            Found("launched", "is true while `stripe` is test", why, "write `stripe: live` first"),
        )


@between("R56", "C20")
def production_launches_with_real_mail(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """Mail is delivered once customers wait for it."""
    production = _launched(stacks)
    if production and production.mail and not delivers(production):
        what = f"is true while `mail` is {production.mail.kind} and delivers nothing"
        why = "customers could not confirm an address or reset a password"
        yield PRODUCTION, Found("launched", what, why, "name the service that delivers first")


RULES = (
    production_launches_with_a_redis_of_its_own,
    production_launches_with_real_money,
    production_launches_with_real_mail,
)
