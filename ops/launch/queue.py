"""One job goes round on production's Redis, in a queue of its own."""

from collections.abc import Mapping

from config.settings import Settings


def goes_round(settings: Settings, environ: Mapping[str, str]) -> None:
    """Raises InputError when it does not come back."""
