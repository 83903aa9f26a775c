"""A service that is there before its create: ours from a create that was cut off, adopted, or in the way."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from render import adoption, env_vars
from render.client import RenderClient
from render.comparison import Props, is_empty
from render.errors import GoneError, RenderError
from render.service_settings import SETTINGS, canonical_repo, live_settings
from render.wire import Service, parse

HOW: Final = ("adopt", "overwrite", "allow_replacement")
"""Inputs that say how to treat an object and are never compared with it."""


def service(client: RenderClient, service_type: str, wanted: Props) -> Service | None:
    """The service to go on with; None: create one. Raises RenderError when one is in the way."""
    if not is_empty(wanted.get("adopt")):
        return _adopted(client, service_type, wanted)
    return ours(find(client, wanted["name"], wanted["owner_id"]), service_type, wanted)


def announce(client: RenderClient, service_type: str, wanted: Props) -> list[str]:
    """What a create will do about a service that is there already, in lines for the preview; [] for none.

    Raises RenderError as the create would. Variables that nobody may overwrite are `foreign_variables`.
    """
    found = service(client, service_type, wanted)
    if found is None:
        return []
    live = env_vars.live_variables(client, found.id)
    lines = adoption.takeover(wanted, found.name, found.id, SETTINGS, live_settings(found, wanted))
    overwrite = wanted.get("overwrite") or ()
    return [*lines, *adoption.variable_lines(found.name, live, variables(wanted), overwrite)]


def foreign_variables(client: RenderClient, service_type: str, old: Props, new: Props) -> list[str]:
    """The variables that an update, or a create of what exists, would have to overwrite unasked."""
    env, owned = variables(new), variables(old)
    if not env.keys() - owned.keys():
        return []
    found = _known(client, service_type, old or new)
    if found is None:
        return []
    live = env_vars.live_variables(client, found.id)
    clash = env_vars.conflicts(live, owned, env)
    return [key for key in clash if key not in (new.get("overwrite") or ())]


def require_no_conflict(live: Mapping[str, str], owned: Mapping[str, str], new: Props) -> None:
    """Raises RenderError when writing would replace what somebody else has set."""
    clash = env_vars.conflicts(live, owned, variables(new))
    foreign = [key for key in clash if key not in (new.get("overwrite") or ())]
    if foreign:
        raise RenderError(f"{new['name']}: {env_vars.conflict_text(foreign)}")


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


def ours(matches: Sequence[Service], service_type: str, wanted: Props) -> Service | None:
    """Which of the services with the wanted name is ours from a create that was cut off; None: create one.

    Raises RenderError when a match deploys something else, or there are several.
    """
    if not matches:
        return None
    name = wanted["name"]
    if len(matches) > 1:
        ids = ", ".join(service.id for service in matches)
        raise RenderError(
            f"{len(matches)} services are named {name} ({ids}): rename or delete all but one in the Render "
            "dashboard, then run again"
        )
    match = matches[0]
    same = {**_identity(match), "branch": match.branch}
    wished = {**_wished(service_type, wanted), "branch": wanted["branch"]}
    different = [
        f"its {what} is {same[what]}, not {wished[what]}" for what in same if same[what] != wished[what]
    ]
    if different:
        raise RenderError(
            f"a service named {name} exists ({match.id}) and is not this one: {'; '.join(different)}: choose "
            f"another name, or, to take that service over, write `adopt: {match.id}` (type, owner, region "
            "and repository have to be the same)"
        )
    return match


def _known(client: RenderClient, service_type: str, props: Props) -> Service | None:
    if not is_empty(props.get("adopt")):
        return service(client, service_type, props)
    matches = find(client, props["name"], props["owner_id"])
    return matches[0] if len(matches) == 1 else None


def _adopted(client: RenderClient, service_type: str, wanted: Props) -> Service:
    service_id = wanted["adopt"]
    try:
        found = parse(Service, client.get(f"/services/{service_id}"))
    except GoneError:
        raise RenderError(
            f"{wanted['name']}: there is no service {service_id} to adopt: correct the id, or remove `adopt` "
            "to create the service"
        ) from None
    adoption.require_same(f"{wanted['name']} ({service_id})", _identity(found), _wished(service_type, wanted))
    return found


def _identity(service: Service) -> dict[str, Any]:
    return {
        "type": service.type,
        "owner": service.owner_id,
        "region": service.service_details.region,
        "repository": canonical_repo(service.repo),
    }


def _wished(service_type: str, wanted: Props) -> dict[str, Any]:
    return {
        "type": service_type,
        "owner": wanted["owner_id"],
        "region": wanted["region"],
        "repository": canonical_repo(wanted["repo"]),
    }
