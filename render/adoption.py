"""An object that is there before its create: left by an interrupted create, or to be taken over (`adopt`).

Pulumi cannot import a dynamic resource, so its preview says "create"; the lines from here say what happens at
Render.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from render import env_vars
from render.client import RenderClient
from render.comparison import Field, Props, changed, is_empty, is_unknown
from render.errors import GoneError, RenderError
from render.service_settings import SETTINGS, at_creation, canonical_repo, live_settings
from render.wire import KeyValue, Service, parse

Found = TypeVar("Found", Service, KeyValue)

_NOTHING_LOST = "nothing is created, replaced or deleted at Render"


def service(client: RenderClient, service_type: str, wanted: Props) -> Service | None:
    """The service to go on with; None: create one. Raises RenderError when it is not what is wanted."""
    if is_empty(wanted.get("adopt")):
        return interrupted_create(find(client, wanted["name"], wanted["owner_id"]), service_type, wanted)
    found = adopted("service", lambda id_: parse(Service, client.get(f"/services/{id_}")), wanted)
    require_same(found.id, _identity(found), _fixed(service_type, wanted), wanted)
    return found


def announce(client: RenderClient, service_type: str, wanted: Props) -> list[str]:
    """What a create will do about a service that is there already, in lines for the preview; [] for none.

    Raises RenderError as the create would. Variables that nobody may overwrite are `foreign_variables`.
    """
    found = service(client, service_type, wanted)
    if found is None:
        return []
    live, env = env_vars.live_variables(client, found.id), variables(wanted)
    replaced = [key for key in env_vars.conflicts(live, {}, env) if key in (wanted.get("overwrite") or ())]
    by_verb = {
        "+ adds": [key for key in env if key not in live],
        "~ overwrites": replaced,
        "= leaves alone": [key for key in live if key not in env],
    }
    first = at_creation(wanted)
    return [
        *takeover(first, found, SETTINGS, live_settings(found, first)),
        *(f"{found.name}:   {verb} env {', '.join(sorted(keys))}" for verb, keys in by_verb.items() if keys),
    ]


def foreign_variables(client: RenderClient, service_type: str, old: Props, new: Props) -> list[str]:
    """The variables that an update, or a create of what exists, would have to overwrite unasked."""
    if not variables(new).keys() - variables(old).keys():
        return []
    known = old or new
    if is_empty(known.get("adopt")):
        matches = find(client, known["name"], known["owner_id"])
        found = matches[0] if len(matches) == 1 else None
    else:
        found = service(client, service_type, known)
    return _foreign(env_vars.live_variables(client, found.id), variables(old), new) if found else []


def require_no_conflict(live: Mapping[str, str], owned: Mapping[str, str], new: Props) -> None:
    """Raises RenderError when writing would replace what somebody else has set."""
    if foreign := _foreign(live, owned, new):
        raise RenderError(f"{new['name']}: {env_vars.conflict_text(foreign)}")


def _foreign(live: Mapping[str, str], owned: Mapping[str, Any], new: Props) -> list[str]:
    conflicts = env_vars.conflicts(live, owned, variables(new))
    return [key for key in conflicts if key not in (new.get("overwrite") or ())]


def variables(props: Props) -> Mapping[str, Any]:
    """The owned variables; none where a preview cannot know even their names."""
    env = props.get("env") or {}
    return env if isinstance(env, Mapping) else {}


def find(client: RenderClient, name: str, owner_id: str) -> list[Service]:
    """The services of exactly this name and workspace, of whatever type: Render's names are unique."""
    # The API's own filter also answers `api-staging` to `api`.
    entries = client.pages("/services", "service", {"name": name, "ownerId": owner_id})
    found = (parse(Service, entry) for entry in entries)
    return [s for s in found if (s.name, s.owner_id) == (name, owner_id)]


def interrupted_create(matches: Sequence[Service], service_type: str, wanted: Props) -> Service | None:
    """Which of the services with the wanted name an interrupted create of ours has left; None for none.

    Raises RenderError when a match deploys something else, or there are several.
    """
    match = single("services", matches)
    if match is None:
        return None
    wished = {**_fixed(service_type, wanted), "branch": wanted["branch"]}
    if different := _differences({**_identity(match), "branch": match.branch}, wished):
        raise RenderError(
            f"a service named {match.name} exists ({match.id}) and is not this one: {different}: choose "
            f"another name, or, to take that service over, write `adopt: {match.id}` (type, owner, region "
            "and repository have to be the same)"
        )
    return match


def _identity(service: Service) -> dict[str, Any]:
    region = service.service_details.region
    return _fixed(service.type, {"owner_id": service.owner_id, "region": region, "repo": service.repo})


def _fixed(service_type: str, props: Props) -> dict[str, Any]:
    """What no update can change, by the words people read."""
    return {
        "type": service_type,
        "owner": props["owner_id"],
        "region": props["region"],
        "repository": canonical_repo(props["repo"]),
    }


def single(kind: str, matches: Sequence[Found]) -> Found | None:
    """The one object with a name; None for none. Raises RenderError when there are several."""
    if len(matches) > 1:
        ids = ", ".join(match.id for match in matches)
        raise RenderError(
            f"{len(matches)} {kind} are named {matches[0].name} ({ids}): rename all but one in the Render "
            "dashboard, then run again"
        )
    return matches[0] if matches else None


def adopted(kind: str, get: Callable[[str], Found], wanted: Props) -> Found:
    """The object whose id stands under `adopt`. Raises RenderError when it is not there."""
    try:
        return get(wanted["adopt"])
    except GoneError:
        raise RenderError(
            f"{wanted['name']}: there is no {kind} {wanted['adopt']} to adopt: correct the id, or remove "
            "`adopt` to create one"
        ) from None


def require_same(id_: str, found: Mapping[str, Any], wished: Mapping[str, Any], wanted: Props) -> None:
    """Check of an adopted object what no update can change. `found`, `wished`: by the words people read.

    Raises RenderError that names every difference.
    """
    if different := _differences(found, wished):
        raise RenderError(
            f"{wanted['name']} ({id_}) cannot be adopted: {different}: correct the id under `adopt`, or what "
            "differs"
        )


def _differences(found: Mapping[str, Any], wished: Mapping[str, Any]) -> str:
    return "; ".join(
        f"its {what} is {found[what] or 'not set'}, not {value}"
        for what, value in wished.items()
        if not is_unknown(value) and found[what] != value
    )


def takeover(wanted: Props, found: Service | KeyValue, inputs: Sequence[Field], live: Props) -> list[str]:
    """The lines that announce what happens to an object: each of `inputs` that would change."""
    how = "adopts" if wanted.get("adopt") else "goes on with"
    return [
        f"{found.name}: {how} {found.id}; {_NOTHING_LOST}",
        *(
            f"{found.name}:   ~ {name}: {_shown(live.get(name))} => {_shown(wanted.get(name))}"
            for name in changed(inputs, live, wanted)
        ),
    ]


def _shown(value: Any) -> str:
    if is_unknown(value):
        return "(not known yet)"
    return "(not set)" if is_empty(value) else repr(value)
