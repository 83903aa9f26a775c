"""The Pulumi side of web services and background workers."""

from typing import Any, ClassVar

from pulumi.dynamic import CreateResult, UpdateResult

from render import adoption, env_vars, service_rules, services, session
from render.adapter import Adapter, may_be_replacement, plain
from render.comparison import Fault, Live, Props, is_unknown
from render.progress import note
from render.service_settings import ServiceArgs


class ServiceProvider(Adapter):
    """Services of one type, named by the subclass."""

    args = ServiceArgs
    service_type: ClassVar[str]

    def faults(self, old: Props, new: Props) -> list[Fault]:
        """What is wrong with the inputs."""
        return service_rules.faults(self.service_type, new, old)

    def live_faults(self, old: Props, new: Props) -> list[Fault]:
        """Variables of somebody else; and of a create, what an adoption does is announced."""
        asked = ("name", "owner_id", "region", "repo", "branch", "adopt")
        if may_be_replacement(old, new) or any(is_unknown(new.get(name)) for name in asked):
            return []
        client = session.client()
        for line in [] if old else adoption.announce(client, self.service_type, new):
            note(line)
        foreign = adoption.foreign_variables(client, self.service_type, old, new)
        # Never a fault of `env` as a whole: Pulumi prints the value of the property at fault.
        return [Fault("overwrite", env_vars.conflict_text(foreign))] if foreign else []

    def changed(self, old: Props, new: Props) -> list[str]:
        """The settings that differ, and `env` when any owned variable does."""
        env = new.get("env") or {}
        changes = super().changed(old, new)
        return [*changes, "env"] if is_unknown(env) or env != (old.get("env") or {}) else changes

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create the service, or go on with what an interrupted create left."""
        return CreateResult(*services.create(session.client(), self.service_type, plain(props)))

    def live(self, id_: str, mine: Props) -> Live:
        """The live values of everything that the program owns."""
        return services.read(session.client(), id_, mine)

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Write what changed; deploying is a resource of its own."""
        return UpdateResult(services.update(session.client(), id_, plain(olds), plain(news)))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Delete the service."""
        services.delete(session.client(), id_)
