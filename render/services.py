"""Web services and background workers: find, create, read, update, delete. Deploys are elsewhere."""

from collections.abc import Sequence
from typing import Any

from render import env_vars
from render.client import RenderClient, create_once
from render.errors import GoneError, RenderError
from render.progress import note
from render.service_settings import (
    canonical_repo,
    changed_settings,
    create_body,
    live_settings,
    patch_body,
)
from render.values import Props
from render.wire import CreatedService, Service, parse

WEB = "web_service"
WORKER = "background_worker"
# What takes effect without a deploy.
APPLIED_AT_ONCE = frozenset({"name", "auto_deploy_trigger", "num_instances"})


def get(client: RenderClient, service_id: str) -> Service:
    """The live service. Raises GoneError."""
    return parse(Service, client.get(f"/services/{service_id}"))


def find(client: RenderClient, service_type: str, name: str, owner_id: str) -> list[Service]:
    """The services of exactly this name, workspace and type."""
    # The API's own filter also answers `api-staging` to `api`.
    query = {"name": name, "ownerId": owner_id, "type": service_type}
    found = (parse(Service, entry) for entry in client.pages("/services", "service", query))
    return [s for s in found if (s.name, s.owner_id, s.type) == (name, owner_id, service_type)]


def ours(matches: Sequence[Service], wanted: Props) -> Service | None:
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
    region = match.service_details.region
    if region not in (None, wanted["region"]):
        raise RenderError(
            f"a service named {name} exists in region {region}, not {wanted['region']}: a region cannot be "
            "changed, so write that region, choose another name, or delete that service"
        )
    same_repo = canonical_repo(match.repo) == canonical_repo(wanted["repo"])
    if not same_repo or match.branch != wanted["branch"]:
        raise RenderError(
            f"a service named {name} exists ({match.id}) and deploys {match.repo} branch {match.branch}, "
            f"not {wanted['repo']} branch {wanted['branch']}: choose another name, or give that service this "
            "repo and branch in the Render dashboard and run again; it is then adopted, its settings brought "
            "in line"
        )
    return match


def create(client: RenderClient, service_type: str, wanted: Props) -> tuple[str, dict[str, Any]]:
    """Make the service exist; answers its id and its complete outputs. Raises RenderError."""

    def found() -> Service | None:
        return ours(find(client, service_type, wanted["name"], wanted["owner_id"]), wanted)

    def sent() -> CreatedService:
        return parse(CreatedService, client.post("/services", create_body(service_type, wanted)))

    def found_again() -> CreatedService | None:
        service = found()
        return None if service is None else CreatedService.model_validate({"service": service})

    existing = found()
    if existing is not None:
        note(f"{existing.name}: exists as {existing.id}, goes on with it")
        return existing.id, _adopt(client, existing, wanted)
    created = create_once(sent, found_again, client)
    return created.service.id, outputs(created.service, wanted, created.deploy_id or "")


def _adopt(client: RenderClient, service: Service, wanted: Props) -> dict[str, Any]:
    live = live_settings(service, wanted)
    live["env"] = env_vars.fetch(client, service.id, wanted.get("env") or {})
    return update(client, service.id, live, wanted)


def read(client: RenderClient, service_id: str, mine: Props) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Inputs and outputs as they are live, limited to what `mine` holds; None when the service is gone."""
    try:
        service = get(client, service_id)
        env = env_vars.fetch(client, service_id, mine.get("env") or {})
    except GoneError:
        return None
    inputs = live_settings(service, mine)
    if "env" in mine:
        inputs["env"] = env
    if "external_env" in mine:
        inputs["external_env"] = mine["external_env"]
    return inputs, outputs(service, inputs, mine.get("revision") or "")


def update(client: RenderClient, service_id: str, old: Props, new: Props) -> dict[str, Any]:
    """Write what differs between `old` and `new`; answers the complete outputs. Repeatable."""
    variables = env_vars.env_changes(
        old.get("env") or {}, new.get("env") or {}, new.get("external_env") or ()
    )
    changes = changed_settings(old, new)
    env_vars.apply(client, service_id, variables)
    body = patch_body(changes, new)
    payload = client.patch(f"/services/{service_id}", body) if body else client.get(f"/services/{service_id}")
    if "num_instances" in changes:
        client.post(f"/services/{service_id}/scale", {"numInstances": int(new["num_instances"])})
    revision = old.get("revision") or ""
    if variables or set(changes) - APPLIED_AT_ONCE:
        revision = next_revision(revision)
    return outputs(parse(Service, payload), new, revision)


def next_revision(revision: str) -> str:
    """The revision after one more write: `dep-x`, `dep-x+1`, `dep-x+2`."""
    first, _, count = revision.partition("+")
    return f"{first}+{int(count or 0) + 1}"


def initial_deploy(revision: str) -> str:
    """The deploy that the service's create started; "" once something was written since."""
    return "" if "+" in revision else revision


def delete(client: RenderClient, service_id: str) -> None:
    """Delete the service; one that is gone already is fine."""
    client.delete(f"/services/{service_id}")


def outputs(service: Service, inputs: Props, revision: str) -> dict[str, Any]:
    """The outputs of the resource: its inputs and what Render adds.

    `revision`: names what was written last; begins as the id of the deploy that the create started.
    """
    computed = {
        "slug": service.slug,
        "dashboard_url": service.dashboard_url,
        "revision": revision,
    }
    if service.type == WEB:
        computed["url"] = service.service_details.url or ""
    return {**inputs, **computed}
