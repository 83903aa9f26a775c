"""Web services and background workers: find, create, read, update, delete. Deploys are elsewhere."""

from collections.abc import Sequence
from typing import Any

from render import env_vars, existing
from render.client import RenderClient
from render.comparison import Props, is_empty
from render.errors import GoneError
from render.progress import note
from render.retry import create_once
from render.revision import next_revision
from render.service_settings import changed_settings, create_body, live_settings, patch_body
from render.wire import CreatedService, Deploy, Service, parse

WEB = "web_service"
WORKER = "background_worker"


def get(client: RenderClient, service_id: str) -> Service:
    """The live service. Raises GoneError."""
    return parse(Service, client.get(f"/services/{service_id}"))


def create(client: RenderClient, service_type: str, wanted: Props) -> tuple[str, dict[str, Any]]:
    """Make the service exist; answers its id and its complete outputs. Raises RenderError."""
    found = existing.service(client, service_type, wanted)
    if found is not None:
        return found.id, _take_over(client, found, wanted)

    def sent() -> CreatedService:
        return parse(CreatedService, client.post("/services", create_body(service_type, wanted)))

    def found_again() -> CreatedService | None:
        service = existing.service(client, service_type, wanted)
        if service is None:
            return None
        first = newest_deploy(client, service.id)
        return CreatedService.model_validate({"service": service, "deployId": first.id if first else None})

    created = create_once(sent, found_again, client)
    _remind(created.service.name, wanted, ())
    return created.service.id, outputs(created.service, wanted, created.deploy_id or "")


def _take_over(client: RenderClient, service: Service, wanted: Props) -> dict[str, Any]:
    note(f"{service.name}: exists as {service.id}, goes on with it")
    _remind(service.name, wanted, env_vars.live_variables(client, service.id))
    done = update(client, service.id, live_settings(service, wanted), wanted)
    if not done["revision"]:
        # Nothing was written, so what runs, or is on its way, is what is wanted: no second deploy. Unless it
        # was written since: by an adoption that was cut off before its deploy.
        latest = newest_deploy(client, service.id)
        first = latest.id if latest else ""
        done["revision"] = next_revision(first, (), True) if _written_since(service, latest) else first
    return done


def _written_since(service: Service, deploy: Deploy | None) -> bool:
    written, deployed = service.updated_at, deploy and deploy.created_at
    return bool(written and deployed and written > deployed)


def _remind(name: str, wanted: Props, there: Sequence[str] | Props) -> None:
    missing = [key for key in wanted.get("external_env") or () if key not in there]
    if missing:
        note(f"{name}: still to be set by hand in Render's dashboard: {', '.join(sorted(missing))}")


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
    # What says how to treat the service is nothing that Render holds.
    inputs.update({name: mine[name] for name in ("external_env", *existing.HOW) if name in mine})
    return inputs, outputs(service, inputs, mine.get("revision") or "")


def update(client: RenderClient, service_id: str, old: Props, new: Props) -> dict[str, Any]:
    """Write what differs between `old` and `new`; answers the complete outputs. Repeatable."""
    variables = _variables(client, service_id, old, new)
    changes = changed_settings(old, new)
    env_vars.apply(client, service_id, variables)
    body = patch_body(changes, new)
    payload = client.patch(f"/services/{service_id}", body) if body else client.get(f"/services/{service_id}")
    if "num_instances" in changes:
        client.post(f"/services/{service_id}/scale", {"numInstances": int(new["num_instances"])})
    if "environment_id" in changes:
        move(client, service_id, old.get("environment_id"), new.get("environment_id"))
    # A new key that is there with its value already can be from an update that was cut off before its deploy.
    new_keys = (new.get("env") or {}).keys() - (old.get("env") or {}).keys()
    written = bool(variables or (new_keys and old.get("revision")))
    revision = next_revision(old.get("revision") or "", changes, written)
    return outputs(parse(Service, payload), new, revision)


def _variables(client: RenderClient, service_id: str, old: Props, new: Props) -> env_vars.EnvChanges:
    owned, wanted = dict(old.get("env") or {}), new.get("env") or {}
    if wanted.keys() - owned.keys():
        # A key that is new to us may be somebody else's; one that has the wanted value is left as it is.
        live = env_vars.live_variables(client, service_id)
        existing.require_no_conflict(live, owned, new)
        owned = {**{key: live[key] for key in wanted if key in live}, **owned}
    return env_vars.env_changes(owned, wanted, new.get("external_env") or ())


def move(client: RenderClient, resource_id: str, before: Any, after: Any) -> None:
    """Move a service or Key Value into another environment, or out of every one. No deploy follows."""
    if not is_empty(after):
        client.post(f"/environments/{after}/resources", {"resourceIds": [resource_id]})
    elif not is_empty(before):
        client.delete(f"/environments/{before}/resources?resourceIds={resource_id}")


def newest_deploy(client: RenderClient, service_id: str) -> Deploy | None:
    """The deploy that was created last; None when there was none."""
    page = client.get(f"/services/{service_id}/deploys", {"limit": 1})
    return parse(Deploy, page[0]["deploy"]) if page else None


def delete(client: RenderClient, service_id: str) -> None:
    """Delete the service; one that is gone already is fine."""
    client.delete(f"/services/{service_id}")


def outputs(service: Service, inputs: Props, revision: str) -> dict[str, Any]:
    """The outputs of the resource: its inputs and what Render adds.

    `revision`: names what was written last (see `render.revision`).
    """
    computed = {
        "slug": service.slug,
        "dashboard_url": service.dashboard_url,
        "revision": revision,
    }
    if service.type == WEB:
        computed["url"] = service.service_details.url or ""
    return {**inputs, **computed}
