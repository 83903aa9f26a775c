"""Key Value instances (Valkey, formerly Redis): find, create, read, update, delete."""

from functools import partial
from typing import Any, Final

from render import adoption
from render.client import RenderClient
from render.comparison import Fault, Live, Props, changed, is_empty
from render.errors import DeadlineError, RenderError
from render.key_value_settings import DIRECTIVES, SETTINGS, faults
from render.progress import note
from render.retry import Poller, after_create, create_once
from render.settings import body_of, live_values
from render.wire import ConnectionInfo, KeyValue, parse

_WAIT_SECONDS: Final = 900.0
_READY = frozenset({"available", "maintenance_scheduled"})
# Every other status, new ones included, is on its way to a ready one.


def get(client: RenderClient, key_value_id: str) -> KeyValue:
    """The live instance. Raises GoneError."""
    return parse(KeyValue, client.get(f"/key-value/{key_value_id}"))


def find(client: RenderClient, name: str, owner_id: str) -> list[KeyValue]:
    """The instances of exactly this name and workspace."""
    query = {"name": name, "ownerId": owner_id}
    found = (parse(KeyValue, entry) for entry in client.pages("/key-value", "keyValue", query))
    return [instance for instance in found if (instance.name, instance.owner.id) == (name, owner_id)]


def named(client: RenderClient, wanted: Props) -> KeyValue | None:
    """The one instance of the wanted name. Raises RenderError when there are several."""
    return adoption.single("Key Value instances", find(client, wanted["name"], wanted["owner_id"]))


def look_up(client: RenderClient, wanted: Props) -> KeyValue:
    """The instance of somebody else that is meant. Raises RenderError unless exactly one fits."""
    name, region = wanted["name"], wanted["region"]
    match = named(client, wanted)
    if match is None:
        raise RenderError(
            f"Key Value {name} not found in this workspace: create it first (the stack that owns it), "
            "or correct the name"
        )
    if match.region != region:
        raise RenderError(
            f"Key Value {name} is in region {match.region}, not {region}: its internal address is reachable "
            "from its own region only, so use that region for the services, or another instance"
        )
    return match


def create(client: RenderClient, wanted: Props) -> tuple[str, dict[str, Any]]:
    """Make the instance exist, wait until it is available, answer its id and outputs. Raises RenderError."""

    def sent() -> KeyValue:
        given = [name for name, value in wanted.items() if not is_empty(value)]
        body = body_of(SETTINGS, [*given, "ip_allow_list"], wanted)
        return parse(KeyValue, client.post("/key-value", body))

    def found() -> KeyValue | None:
        return existing(client, wanted)

    instance = found()
    if instance is None:
        instance = create_once(sent, found, client)
    else:
        note(f"{instance.name}: exists as {instance.id}, goes on with it")
        update(client, instance.id, live_values(SETTINGS, instance, wanted), wanted)
    created = instance
    after_create(lambda: wait_until_available(client, created, _WAIT_SECONDS), client)
    return created.id, after_create(lambda: outputs(client, created.id, wanted), client)


def existing(client: RenderClient, wanted: Props) -> KeyValue | None:
    """The instance to go on with; None: create one. Raises RenderError when it is not what is wanted."""
    if not is_empty(wanted.get("adopt")):
        adopted = adoption.adopted("Key Value", lambda id_: get(client, id_), wanted)
        wished = {"owner": wanted["owner_id"], "region": wanted["region"]}
        identity = {"owner": adopted.owner.id, "region": adopted.region}
        adoption.require_same(adopted.id, identity, wished, wanted)
        return adopted
    match = named(client, wanted)
    if match is None:
        return None
    # Names need not be unique at Render: one from an interrupted create of ours is like what is wanted in all
    # that a create sends and nobody changes by accident.
    compared = [setting for setting in SETTINGS if setting.name in ("region", "plan", "maxmemory_policy")]
    if different := changed(compared, live_values(compared, match, wanted), wanted):
        raise RenderError(
            f"a Key Value named {match.name} exists ({match.id}) and differs in {', '.join(different)}: "
            f"choose another name, or, to take that instance over, write `adopt: {match.id}`"
        )
    return match


def announce(client: RenderClient, wanted: Props) -> tuple[list[str], list[Fault]]:
    """What a create will do about an instance that is there already: lines for the preview, and faults.

    Raises RenderError as the create would.
    """
    instance = existing(client, wanted)
    if instance is None:
        return [], []
    live = live_values(SETTINGS, instance, wanted)
    return adoption.takeover(wanted, instance, SETTINGS, live), faults(live, wanted)


def wait_until_available(client: RenderClient, instance: KeyValue, timeout: float) -> None:
    """Wait for an instance, unless a person has suspended it, which is said.

    Raises RenderError when it is broken, DeadlineError after `timeout` seconds.
    """
    poller, shown = Poller(client, timeout), ""
    while instance.status not in _READY:
        if instance.status != shown:
            shown = instance.status
            note(f"{instance.name}: {shown}")
        if shown == "suspended":
            note(f"{instance.name}: nothing waits for it; resume it in the Render dashboard")
            return
        if shown == "recovery_failed":
            raise RenderError(f"Key Value {instance.name} is {shown}: repair it in the Render dashboard")
        if poller.wait_or_expired():
            raise DeadlineError(
                f"Key Value {instance.name} is still {shown} after {timeout:.0f} s: look at it in the Render "
                "dashboard, then run again; it is found by its name"
            )
        instance = poller.ask(partial(get, client, instance.id))


def read(client: RenderClient, key_value_id: str, mine: Props) -> Live:
    """Inputs and outputs as they are live, limited to what `mine` holds. Raises GoneError."""
    inputs = live_values(SETTINGS, get(client, key_value_id), mine)
    inputs.update({name: mine[name] for name in DIRECTIVES if name in mine})
    return inputs, outputs(client, key_value_id, inputs)


def update(client: RenderClient, key_value_id: str, old: Props, new: Props) -> dict[str, Any]:
    """Write what differs between `old` and `new`; answers the complete outputs. Repeatable."""
    changes = changed([setting for setting in SETTINGS if not setting.fixed], old, new)
    if changes:
        body = body_of(SETTINGS, changes, new)
        instance = parse(KeyValue, client.patch(f"/key-value/{key_value_id}", body))
        if "plan" in changes:
            wait_until_available(client, instance, _WAIT_SECONDS)
    return outputs(client, key_value_id, new)


def delete(client: RenderClient, key_value_id: str) -> None:
    """Delete the instance and all data in it; one that is gone already is fine."""
    client.delete(f"/key-value/{key_value_id}")


def outputs(client: RenderClient, key_value_id: str, inputs: Props) -> dict[str, Any]:
    """The outputs of the resource: its inputs and how to reach the instance. The latter are secrets."""
    info = parse(ConnectionInfo, client.get(f"/key-value/{key_value_id}/connection-info"))
    return {
        **inputs,
        "internal_connection_string": info.internal_connection_string,
        "external_connection_string": info.external_connection_string,
    }
