"""In which things staging, the replica, is not like production."""

from collections.abc import Iterator
from typing import Any

from config.rules.rule import Found, Stacks, between
from config.stacks import PRODUCTION

# What a replica has in common with its original: code path, size and place. Names and addresses are its own.
_SERVICE = ("plan", "root_dir", "build_command", "start_command", "health_check_path", "num_instances")
_ALIKE = {
    "api": _SERVICE,
    "worker": (*_SERVICE[:4], "max_shutdown_delay_seconds"),
    "frontend": ("mode", "framework", "root_directory", "build_command", "output_directory"),
    "redis": ("mode", "connection", "plan"),
    "render": ("region", "repo"),
    "vercel": ("repo",),
}


@between("R19", "C3")
def how_staging_differs_is_said(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """A test on staging proves as much as staging is like production."""
    if PRODUCTION not in stacks or "staging" not in stacks:
        return
    one, other = stacks[PRODUCTION].model_dump(by_alias=True), stacks["staging"].model_dump(by_alias=True)
    differing = [key for key in _keys() if _value(one, key) != _value(other, key)]
    if differing:
        what = f"staging differs from production in {', '.join(differing)}"
        why = "what passes there is proven for staging's way, not for production's"
        yield "staging", Found("", what, why, "nothing, if it is meant", warning=True, also=(PRODUCTION,))


def _keys() -> list[str]:
    return [f"{part}.{_camel(name)}" for part, names in _ALIKE.items() for name in names]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _value(values: dict[str, Any], key: str) -> Any:
    part, _, name = key.partition(".")
    return values[part].get(name)


RULES = (how_staging_differs_is_said,)
