"""Which variable reaches which service: the contract, applied to the settings of one environment."""

from collections.abc import Mapping

import pulumi

from config.contract import DATABASE_PASSWORD, secret_readers
from config.settings import Settings

Env = dict[str, pulumi.Input[str]]


def service_secrets(
    settings: Settings, values: Mapping[str, pulumi.Output[str]]
) -> tuple[dict[str, pulumi.Output[str]], dict[str, pulumi.Output[str]]]:
    """The secrets of API and worker, in this order. Those set by hand (`ui`) are in neither."""
    readers = {key: secret_readers(settings, key) for key in values}
    api = {key: value for key, value in values.items() if "api" in readers[key]}
    worker = {key: value for key, value in values.items() if "worker" in readers[key]}
    return api, worker


def kept_by_hand(settings: Settings) -> list[str]:
    """The variables that a person sets in Render's UI: never written, and not deleted when they become so."""
    by_hand = [key for key, source in settings.secrets.items() if source == "ui"]
    # A password that is kept by hand is inside a URI that is kept by hand.
    uris = settings.database.uri_variables if DATABASE_PASSWORD in by_hand else []
    return [*uris, *(key for key in by_hand if key != DATABASE_PASSWORD)]
