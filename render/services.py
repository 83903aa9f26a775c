"""Web services and background workers: find, create, read, update, delete. Deploys are elsewhere."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from render import adoption, env_vars
from render.client import RenderClient
from render.comparison import Live, Props
from render.progress import note
from render.retry import create_once
from render.revision import Effect, next_revision, written_after
from render.service_settings import (
    DIRECTIVES,
    at_creation,
    changed_settings,
    create_body,
    effects,
    live_settings,
    patch_body,
)
from render.wire import CreatedService, Deploy, Service, parse

WEB = "web_service"
WORKER = "background_worker"


def get(client: RenderClient, service_id: str) -> Service:
    """The live service. Raises GoneError."""
    return parse(Service, client.get(f"/services/{service_id}"))


def create(client: RenderClient, service_type: str, wanted: Props) -> tuple[str, dict[str, Any]]:
    """Make the service exist; answers its id and its complete outputs. Raises RenderError."""
    first = at_creation(wanted)
    if changed_settings(first, wanted):
        note(f"{wanted['name']}: its address at onrender.com is closed by the next update, beside its domain")
    there = adoption.service(client, service_type, first)
    if there is not None:
        return there.id, _take_over(client, there, first)

    def sent() -> CreatedService:
        return parse(CreatedService, client.post("/services", create_body(service_type, first)))

    def found_again() -> CreatedService | None:
        service = adoption.service(client, service_type, first)
        if service is None:
            return None
        deploy = newest_deploy(client, service.id)
        return CreatedService(service=service, deploy_id=deploy.id if deploy else None)

    created = create_once(sent, found_again, client)
    _remind(created.service.name, wanted, ())
    revision = created.deploy_id or next_revision("", effects((), variables=True))
    return created.service.id, outputs(created.service, first, revision)


def _take_over(client: RenderClient, service: Service, wanted: Props) -> dict[str, Any]:
    note(f"{service.name}: exists as {service.id}, goes on with it")
    live = env_vars.live_variables(client, service.id)
    _remind(service.name, wanted, live)
    adoption.require_no_conflict(live, {}, wanted)
    latest = newest_deploy(client, service.id)
    # What runs, or is on its way, is what is there, unless that was written since: by an adoption that was
    # cut off before its deploy.
    behind = latest is None or _written_since(service, latest)
    env = wanted.get("env") or {}
    known = {
        **live_settings(service, wanted),
        "env": {key: live[key] for key in env if key in live},
        "revision": _revision(latest.id if latest else "", effects((), behind), lambda: latest),
    }
    if env != known["env"] and not patch_body(changed_settings(known, wanted), wanted):
        # Variables leave no trace of when they were written; a setting does, and is written before them.
        client.patch(f"/services/{service.id}", {"name": service.name})
    return update(client, service.id, known, wanted)


def _written_since(service: Service, deploy: Deploy) -> bool:
    written, deployed = service.updated_at, deploy.created_at
    return bool(written and deployed and written > deployed)


def _remind(name: str, wanted: Props, there: Sequence[str] | Props) -> None:
    missing = [key for key in wanted.get("external_env") or () if key not in there]
    if missing:
        note(f"{name}: still to be set by hand in Render's dashboard: {', '.join(sorted(missing))}")


def read(client: RenderClient, service_id: str, mine: Props) -> Live:
    """Inputs and outputs as they are live, limited to what `mine` holds. Raises GoneError."""
    service = get(client, service_id)
    env = env_vars.fetch(client, service_id, mine.get("env") or {})
    inputs = live_settings(service, mine)
    # A person wrote what differs, or an update that was cut off before its deploy. It may not run yet, and
    # where it is what is wanted, no write will follow that says so.
    written = effects(changed_settings(mine, inputs), env != (mine.get("env") or {}))
    if "env" in mine:
        inputs["env"] = env
    inputs.update({name: mine[name] for name in DIRECTIVES if name in mine})
    return inputs, outputs(service, inputs, _next_revision(client, service_id, mine, written))


def update(client: RenderClient, service_id: str, old: Props, new: Props) -> dict[str, Any]:
    """Write what differs between `old` and `new`; answers the complete outputs. Repeatable."""
    variables = _variables(client, service_id, old, new)
    changes, path = changed_settings(old, new), f"/services/{service_id}"
    before, instances = int(old.get("num_instances") or 1), _instances(changes, old, new)
    # A plan that allows fewer is refused while there are more; one that allows more has to be there first.
    if instances is not None and instances <= before:
        client.post(f"{path}/scale", {"numInstances": instances})
    # Settings before variables: what Render refuses, it refuses before anything else is written.
    body = patch_body(changes, new)
    payload = client.patch(path, body) if body else client.get(path)
    env_vars.apply(client, service_id, variables)
    if instances is not None and instances > before:
        client.post(f"{path}/scale", {"numInstances": instances})
    # A new key that is there with its value already can be from an update that was cut off before its deploy.
    new_keys = (new.get("env") or {}).keys() - (old.get("env") or {}).keys()
    written = effects(changes, bool(variables or new_keys))
    return outputs(parse(Service, payload), new, _next_revision(client, service_id, old, written))


def _next_revision(client: RenderClient, service_id: str, known: Props, written: set[Effect]) -> str:
    return _revision(known.get("revision") or "", written, lambda: newest_deploy(client, service_id))


def _revision(revision: str, written: set[Effect], newest: Callable[[], Deploy | None]) -> str:
    """The revision after what was written; `newest` finds the newest deploy, and is asked when it is over."""
    following = next_revision(revision, written)
    if following == revision:
        return revision
    deploy = newest()
    return written_after(following, deploy.id if deploy else "")


def _instances(changes: Collection[str], old: Props, new: Props) -> int | None:
    """How many instances to scale to; None for as many as there are."""
    if "num_instances" in changes:
        return int(new["num_instances"])
    # A free service has one, also where nobody says so any more: render.com/docs/free.
    return 1 if "plan" in changes and new["plan"] == "free" and old.get("num_instances", 1) > 1 else None


def _variables(client: RenderClient, service_id: str, old: Props, new: Props) -> env_vars.EnvChanges:
    owned, wanted = dict(old.get("env") or {}), new.get("env") or {}
    if wanted.keys() - owned.keys():
        # A key that is new to us may be somebody else's; one that has the wanted value is left as it is.
        live = env_vars.live_variables(client, service_id)
        adoption.require_no_conflict(live, owned, new)
        owned = {**{key: live[key] for key in wanted if key in live}, **owned}
    return env_vars.env_changes(owned, wanted, new.get("external_env") or ())


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
    address = {"url": service.service_details.url or ""} if service.type == WEB else {}
    return {
        **inputs,
        "slug": service.slug,
        "dashboard_url": service.dashboard_url,
        "revision": revision,
        **address,
    }
