"""Taking over what exists: whether it is what was meant, and what the takeover would change, said beforehand.

Pulumi cannot import a dynamic resource, so its preview says "create"; these lines say what happens at Render.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from render.comparison import Field, Props, changed, is_empty, is_unknown
from render.env_vars import conflicts
from render.errors import RenderError

_NOTHING_LOST = "nothing is created, replaced or deleted at Render"


def require_same(name: str, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Check what no update can change. `found`, `wanted`: by the words a person reads, canonical values.

    Raises RenderError that names every difference.
    """
    different = [
        f"its {what} is {found[what] or 'not set'}, not {value}"
        for what, value in wanted.items()
        if not is_unknown(value) and found[what] != value
    ]
    if different:
        raise RenderError(
            f"{name} cannot be adopted: {'; '.join(different)}: correct the id under `adopt`, or what differs"
        )


def takeover(wanted: Props, name: str, remote_id: str, fields: Sequence[Field], live: Props) -> list[str]:
    """The lines that announce what happens to an existing object: each setting in `fields` that would change.

    `name`, `live`: what it is called and how it is set now.
    """
    how = "adopts" if wanted.get("adopt") else "goes on with"
    lines = [f"{name}: {how} {remote_id}; {_NOTHING_LOST}"]
    for field in changed(fields, live, wanted):
        before, after = live.get(field), wanted.get(field)
        lines.append(f"{name}:   ~ {field}: {_shown(before)} => {_shown(after)}")
    return lines


def variable_lines(
    name: str, live: Mapping[str, str], wanted: Mapping[str, Any], overwrite: Collection[str]
) -> list[str]:
    """The same for environment variables, by their names only."""
    added = [key for key in wanted if key not in live]
    replaced = [key for key in conflicts(live, {}, wanted) if key in overwrite]
    kept = [key for key in live if key not in wanted]
    lines = [("+ adds", added), ("~ overwrites", replaced), ("= leaves alone", kept)]
    return [f"{name}:   {verb} env {', '.join(sorted(keys))}" for verb, keys in lines if keys]


def _shown(value: Any) -> str:
    if is_unknown(value):
        return "(not known yet)"
    return "(not set)" if is_empty(value) else repr(value)
