"""The API and the worker: what Render has run of them, and what they run.

Render's rollback does not turn off automatic deploys (its API reference), so a push in the next seconds would
undo it. One PATCH before it does; the update that follows finds there what it would write.
"""

from config.settings import Settings
from ops.accounts.matches import Role, of_role
from ops.accounts.matches import service as found_service
from ops.commands import InputError
from ops.operation.phases import RefusedError
from ops.rollback.releases import Release, first_line
from render import deploys, services
from render.client import RenderClient
from render.errors import ApiError, GoneError
from render.retry import create_once
from render.wire import Deploy, Service, parse

_ROLLBACK = "rollback"
_LIST = 100


class RenderService:
    """A service of one environment. `auto_deploy`: what its stack file says of pushes."""

    def __init__(
        self, client: RenderClient, name: Role, service: Service, auto_deploy: str, timeout: float
    ) -> None:
        self.name: str = name
        self.held = f"{service.name} deploys no push any more (autoDeployTrigger: off)"
        self.looked_at = "ask the API as a browser would" if name == "api" else ""
        self._client, self._service, self._timeout = client, service, timeout
        self._auto_deploy = auto_deploy
        self._path = f"/services/{service.id}"

    def releases(self) -> list[Release]:
        """Its last hundred deploys, newest first."""
        return releases_of(self._deploys())

    def current(self) -> str:
        """The id of the deploy that is live. Raises InputError when none is."""
        return self._live().id

    def newest(self) -> str:
        """The id of the deploy that was made last."""
        return self._deploys()[0].id

    def is_back(self) -> bool:
        """Whether the deploy that is live is a rollback's."""
        return any(deploy.status == "live" and deploy.trigger == _ROLLBACK for deploy in self._deploys())

    def fits(self, release: Release) -> bool | None:
        """The launch gate is the site's."""
        return True

    def hold(self) -> None:
        """Have Render deploy no push any more. Raises RefusedError, RenderError."""
        try:
            self._client.patch(self._path, {"autoDeployTrigger": "off"})
        except ApiError as error:
            if not _is_refusal(error):
                raise
            raise RefusedError(f"{self.name}: {error}") from None

    def let_go(self) -> None:
        """Have Render deploy pushes as the stack file says."""
        self._client.patch(self._path, {"autoDeployTrigger": self._auto_deploy})

    def go_back(self, release_id: str, before: str) -> str:
        """Start an earlier build again and wait until it is live; returns the id of the new deploy.

        Raises RefusedError, RenderError.
        """
        made = self._made_since(before) or self._started(release_id, before)
        return deploys.wait_until_live(self._client, self._service, made.id, self._timeout)

    def next_text(self) -> str:
        """The head of the branch: Render says which commit that is when it deploys."""
        return f"the head of {self._service.branch}"

    def go_forward(self, back: str) -> str:
        """Deploy the head of the branch, unless a deploy since the rollback has; returns that one's id.

        Raises RenderError.
        """
        options = deploys.DeployOptions(older=back)
        return deploys.roll_out(self._client, self._service.id, self._timeout, options) or back

    def _started(self, release_id: str, before: str) -> Deploy:
        path, body = f"{self._path}/rollback", {"deployId": release_id}
        try:
            return create_once(
                lambda: parse(Deploy, self._client.post(path, body)),
                lambda: self._made_since(before),
                self._client,
            )
        except GoneError:
            why = "Render knows no such deploy of it: choose another one of --list"
        except ApiError as error:
            if not _is_refusal(error):
                raise
            why = str(error)
            if error.status == 400:
                # It never was live, or its image is not kept any more.
                why = f"Render says: {error.message}: choose another one of --list"
        raise RefusedError(f"{self.name}: not back at {release_id}: {why}")

    def _made_since(self, before: str) -> Deploy | None:
        """The deploy of a rollback of ours whose reply nobody has seen."""
        newest = services.newest_deploy(self._client, self._service.id)
        ours = newest and newest.id != before and newest.trigger == _ROLLBACK
        return newest if ours and newest and newest.status not in deploys.UNSUCCESSFUL else None

    def _live(self) -> Deploy:
        live = next((deploy for deploy in self._deploys() if deploy.status == "live"), None)
        if live is None:
            raise InputError(f"{self.name}: no deploy of {self._service.name} is live; look at its dashboard")
        return live

    def _deploys(self) -> list[Deploy]:
        page = self._client.get(f"{self._path}/deploys", {"limit": _LIST}) or []
        return [parse(Deploy, entry["deploy"]) for entry in page]


def _is_refusal(error: ApiError) -> bool:
    """Whether the same request would be refused again."""
    return error.status < 500 and error.status != 429


def releases_of(found: list[Deploy]) -> list[Release]:
    """Render's deploys as releases; what was live and gave way is `deactivated`."""
    return [
        Release(
            deploy.id,
            deploy.commit.id if deploy.commit else "",
            first_line(deploy.commit.message if deploy.commit else ""),
            deploy.created_at.timestamp() if deploy.created_at else 0.0,
            deploy.status in ("live", "deactivated"),
            _origin(deploy, found[place + 1 :]),
        )
        for place, deploy in enumerate(found)
    ]


def _origin(deploy: Deploy, older: list[Deploy]) -> str:
    """The deploy whose build a rollback has started again: the newest one of its commit that built."""
    if deploy.trigger != _ROLLBACK or deploy.commit is None:
        return deploy.id
    same = (other for other in older if other.commit == deploy.commit and other.trigger != _ROLLBACK)
    return next((other.id for other in same), deploy.id)


def connected(client: RenderClient, settings: Settings, stack: str, role: Role) -> RenderService:
    """The service of a stack in this role. Raises InputError when there is none, RenderError."""
    model, found = of_role(settings, role), found_service(client, settings, role)
    if found is None:
        raise InputError(f"{stack}: Render has no service {model.name}, so there is nothing to go back to")
    return RenderService(client, role, found.thing, model.auto_deploy, model.deploy_timeout_seconds)
