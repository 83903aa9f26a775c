"""What is asked of whom: one request for each thing, whichever environments and parts need it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from config.derived import project_of, site_host
from config.settings import Settings
from config.stacks import PRODUCTION
from ops.accounts import AccountError, Json
from ops.accounts.atlas import Atlas
from ops.accounts.matches import TYPES, Role, of_role
from ops.accounts.vercel import Vercel
from ops.commands import InputError
from ops.dns.records import Verdict, Wanted, judged, unasked
from ops.doctor.check import Check
from ops.launch.conditions import KEY_VALUE, UPDATES, answers, looked_at
from ops.launch.conditions.world import World
from ops.status.known import SERVICES, Known, known
from ops.status.once import Once
from ops.status.part import NOT_UNDERSTOOD
from render import adoption, env_vars, services
from render.client import RenderClient
from render.retry import Patience
from render.wire import Deploy, KeyValue, Service, parse

# Of one who looks, and looks again: with each vendor, within the time that all of it may take.
BRIEF = Patience(reply=8.0, attempts=2, limit=2.0)


@dataclass(frozen=True)
class Sources:
    """The accounts, hosts and states behind a `World`.

    Methods raise AccountError, RenderError, or LateError once a look has taken long enough; again if again.
    """

    world: World
    states: Callable[[str], Known] = known
    _once: Once = field(default_factory=Once, repr=False)

    def settings(self, stack: str) -> Settings:
        """The settings of an environment."""
        return self.world.stacks[stack]

    def state(self, stack: str) -> Known:
        """What the last update left. Raises nothing: that it cannot be read is known too."""
        try:
            return self._once(("state", stack), lambda: self.states(stack))
        except InputError as error:
            return Known(fault=str(error))
        except NOT_UNDERSTOOD as error:
            return Known(fault=f"pulumi: the state of {stack} is not understood ({type(error).__name__})")

    def service(self, stack: str, role: Role) -> Service | None:
        """The service of a role: the one that the state knows, else the one to adopt, else of its name."""
        settings = self.settings(stack)
        # Asked for before the state is waited for.
        found = self._once(("services", settings.render.owner_id), lambda: self._services(settings))
        mine = self.state(stack).objects.get((SERVICES[role], role))
        wanted = mine.id if mine else of_role(settings, role).adopt
        if wanted:
            return next((each for each in found if each.id == wanted), None)
        named = [each for each in found if each.name == of_role(settings, role).name]
        return adoption.single("services", named)

    def _services(self, settings: Settings) -> list[Service]:
        query = {"ownerId": settings.render.owner_id}
        rows = self._render().pages("/services", "service", query)
        return [parse(Service, row) for row in rows if row.get("type") in TYPES.values()]

    def newest_deploy(self, service_id: str) -> Deploy | None:
        """The deploy of a service that was created last."""
        return self._once(("deploy", service_id), lambda: services.newest_deploy(self._render(), service_id))

    def variables(self, service_id: str) -> dict[str, str]:
        """Every variable of a service: to compare with, never to show."""
        return self._once(
            ("variables", service_id), lambda: env_vars.live_variables(self._render(), service_id)
        )

    def api_domains(self, service_id: str) -> dict[str, Json]:
        """The custom domains of a service by name."""
        path = f"/services/{service_id}/custom-domains"
        return self._once(
            ("domains", service_id),
            lambda: {row["name"]: row for row in self._render().pages(path, "customDomain")},
        )

    def key_value(self, stack: str) -> KeyValue | None:
        """The Key Value that an environment uses: the one to adopt, else of its name."""
        settings = self.settings(stack)
        redis, owner = settings.redis, settings.render.owner_id
        adopted = redis.adopt if redis.mode == "dedicated" else None
        found = self._once(("key values", owner), lambda: self._key_values(owner))
        if adopted:
            return next((each for each in found if each.id == adopted), None)
        return adoption.single("Key Value instances", [each for each in found if each.name == redis.name])

    def _key_values(self, owner: str) -> list[KeyValue]:
        rows = self._render().pages("/key-value", "keyValue", {"ownerId": owner})
        return [parse(KeyValue, row) for row in rows]

    def project(self, stack: str) -> Json | None:
        """The Vercel project with its rollback: the one to adopt, else of its name."""
        settings = self.settings(stack)
        own = project_of(settings, self.world.stacks)
        name = own.adopt.project if own and own.adopt else settings.frontend.project
        return self._once(("project", settings.vercel.team, name), lambda: self._project(settings, name))

    def _project(self, settings: Settings, name: str) -> Json | None:
        try:
            return self.vercel(settings).project_state(name)
        except AccountError as error:
            if error.status == httpx.codes.NOT_FOUND:
                return None
            raise

    def deployment(self, stack: str) -> Json | None:
        """What is behind the site's host."""
        settings, host = self.settings(stack), site_host(self.settings(stack))
        return self._once(("deployment", host), lambda: self.vercel(settings).deployment(host))

    def deployments(self, stack: str, project_id: str) -> list[Json]:
        """The newest deployments of a project, newest first: of one that is its own only production's.

        Previews of a busy repository would push those out of the list.
        """
        vercel, own = self.vercel(self.settings(stack)), self.settings(stack).frontend.mode == "own"
        return self._once(
            ("deployments", project_id, own),
            lambda: (
                vercel.production_deployments(project_id, None) if own else vercel.deployments(project_id)
            ),
        )

    def site_variables(self, stack: str, project_id: str) -> list[Json]:
        """The variables of a project, with values unless they are sensitive: to compare, never to show."""
        vercel = self.vercel(self.settings(stack))
        return self._once(("site variables", project_id), lambda: vercel.variables(project_id, values=True))

    def site_domains(self, stack: str, project_id: str) -> list[Json]:
        """The domains of a project."""
        settings = self.settings(stack)
        return self._once(("site domains", project_id), lambda: self.vercel(settings).domains(project_id))

    def cluster(self, stack: str) -> Json | None:
        """The cluster of an environment's database."""
        settings = self.settings(stack)
        name = settings.database.cluster
        question = ("cluster", settings.atlas.project_id, name)
        return self._once(question, lambda: self.atlas(settings).cluster(name))

    def snapshots(self, stack: str = PRODUCTION) -> list[Json]:
        """The snapshots of that cluster, which has to have backups."""
        settings = self.settings(stack)
        name = settings.database.cluster
        question = ("snapshots", settings.atlas.project_id, name)
        return self._once(question, lambda: self.atlas(settings).snapshots(name))

    def recommended(self, stack: str) -> Callable[[str, str], Json]:
        """What Vercel wants DNS to hold for a host of a project."""
        vercel = self.vercel(self.settings(stack))
        return lambda host, project: self._once(
            ("recommended", host), lambda: vercel.recommended(host, project)
        )

    def verdict(self, wanted: Wanted) -> Verdict:
        """A record beside what DNS answers."""
        resolver = self.world.resolver
        if resolver is None:
            return unasked(wanted)
        return self._once(wanted, lambda: judged(wanted, resolver.ask(wanted.name, wanted.value)))

    def certificate(self, host: str) -> float:
        """When the certificate of a host ends (epoch seconds). Raises OSError for one that is not valid."""
        return self._once(("certificate", host), lambda: self.world.certificate(host))

    def api_fault(self, stack: str) -> Check | None:
        """The first thing that is wrong with what the API answers."""
        checks = answers.of_api(stack, self.world)
        return self._once(
            ("API", stack), lambda: next((check for check in checks if check.state == "FAIL"), None)
        )

    def site_answer(self, stack: str) -> tuple[Check, bool | None]:
        """What visitors of the site see, and whether that was built with the gate open."""
        return self._once(("site", stack), lambda: answers.of_site(stack, self.world))

    def launch(self, stack: str) -> list[Check]:
        """What a launch would wait for, but for a whole preview and the keys in production's Redis."""
        without = {UPDATES, KEY_VALUE}
        return self._once("launch", lambda: list(looked_at(stack, self.world, without=without)))

    def vercel(self, settings: Settings) -> Vercel:
        """The API of an environment's team."""
        team = settings.vercel.team
        return self._once(("vercel", team), lambda: self.world.vercel(settings))

    def atlas(self, settings: Settings) -> Atlas:
        """The API of an environment's project."""
        project = settings.atlas.project_id
        return self._once(("atlas", project), lambda: self.world.atlas(settings))

    def _render(self) -> RenderClient:
        return self._once("render", lambda: self.world.render)
