"""Which variables each service gets, and from where; names and sources, never a value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.contract import READERS, Reader, derived_from, plain_maps, variable_sources
from config.settings import Settings

_TITLES: Mapping[Reader, str] = {"api": "API", "worker": "Worker", "frontend": "Site"}


@dataclass(frozen=True)
class Given:
    """Of one service: each variable -> where it comes from in each environment, "" where there is none."""

    title: str
    rows: Mapping[str, tuple[str, ...]]


def given(stacks: Mapping[str, Settings]) -> Iterator[Given]:
    """Of API, worker and site."""
    for reader in READERS:
        of_stack = [_sources(settings, reader) for settings in stacks.values()]
        names = sorted({name for sources in of_stack for name in sources})
        rows = {name: tuple(sources.get(name, "") for sources in of_stack) for name in names}
        yield Given(_TITLES[reader], rows)


def _sources(settings: Settings, reader: Reader) -> dict[str, str]:
    own, made = plain_maps(settings)[f"{reader}.env"], derived_from(settings)

    def in_words(name: str, source: str) -> str:
        if source == "derived":
            return f"from {made[name]}"
        if source == "plain":
            return f"in {reader}.env" if name in own else "in env"
        return f"secret: {source}"

    return {name: in_words(name, source) for name, source in variable_sources(settings, reader).items()}
