"""The environment variables of a service, key by key.

`PUT /env-vars` would replace the whole set, and with it what a person keeps in Render's UI: it is never used.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from render.client import RenderClient
from render.comparison import is_unknown
from render.wire import EnvVar, parse


@dataclass(frozen=True)
class EnvChanges:
    """What to write: `put` values by key, `delete` keys. Falsy when there is nothing to do."""

    put: Mapping[str, str] = field(repr=False)
    delete: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.put or self.delete)


def env_changes(old: Mapping[str, str], new: Mapping[str, str], external: Collection[str] = ()) -> EnvChanges:
    """What turns the owned variables `old` into `new`. Keys in neither are not ours and appear nowhere.

    A key that was ours and is in `external` now is released: somebody else keeps it, so it is not deleted.
    """
    return EnvChanges(
        put={key: value for key, value in new.items() if old.get(key) != value},
        delete=tuple(key for key in old if key not in new and key not in external),
    )


def conflicts(live: Mapping[str, str], owned: Collection[str], new: Mapping[str, Any]) -> list[str]:
    """The keys of `new` that somebody else has set to another value: not owned until now, and live.

    A value that a preview cannot know yet is no conflict.
    """
    return sorted(
        key
        for key, value in new.items()
        if key in live and key not in owned and not is_unknown(value) and live[key] != value
    )


def conflict_text(keys: Collection[str]) -> str:
    """What a person can do about keys that somebody else has set; without a value."""
    return (
        f"{', '.join(sorted(keys))}: set at Render to another value by somebody else: name the variable "
        "under `overwrite` to replace that value, or leave it to that person (source `ui`)"
    )


def live_variables(client: RenderClient, service_id: str) -> dict[str, str]:
    """Every variable of a service, also those of other people: to compare with, never to keep."""
    entries = client.pages(f"/services/{service_id}/env-vars", "envVar")
    return {variable.key: variable.value or "" for variable in (parse(EnvVar, entry) for entry in entries)}


def fetch(client: RenderClient, service_id: str, owned: Collection[str]) -> dict[str, str]:
    """The live values of the keys in `owned`, in that order; a key that is not there is absent."""
    live = live_variables(client, service_id)
    return {key: live[key] for key in owned if key in live}


def apply(client: RenderClient, service_id: str, changes: EnvChanges) -> None:
    """Write the changes, one request per key. Running instances see them after the next deploy."""
    for key, value in changes.put.items():
        client.put(_path(service_id, key), {"value": value})
    for key in changes.delete:
        client.delete(_path(service_id, key))


def _path(service_id: str, key: str) -> str:
    return f"/services/{service_id}/env-vars/{quote(key, safe='')}"
