"""What the control routes take: closed bodies, since the sandbox knows all that it can be told."""

from functools import partial
from typing import Annotated, Literal

from pydantic import Field

from sandbox.body import Body, Filled, one_of
from sandbox.render_api import limits
from sandbox.render_api.key_value_instance import NewKeyValue
from sandbox.render_api.service_bodies import Region
from sandbox.render_api.wire import checked as checked_by_an_api

checked = partial(checked_by_an_api, unknown=400)
DAY = 86400
Duration = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Requests = Annotated[int, Field(ge=0, le=10**6)]
Window = Annotated[int, Field(ge=1, le=DAY)]
Bucket = Annotated[tuple[Requests, Window], Field(strict=False)]  # JSON has no tuple
BucketName = Annotated[str, one_of(*limits.LIMITS)]
Suspender = Annotated[
    str,
    one_of("admin", "billing", "user", "parent_service", "stuck_crashlooping", "hipaa_enablement", "unknown"),
]


class Clock(Body):
    """What moves the clock, and how long a stage of a deploy takes: seconds."""

    advance: Duration = 0
    stage_seconds: Duration = 0


class Limits(Body):
    """Whether Render's limits refuse, and the buckets that have other numbers than Render's."""

    enforced: bool = False
    overrides: dict[BucketName, Bucket] = Field(default_factory=dict)


class FailDeploy(Body):
    """How the next deploy of a service ends."""

    service: Filled
    status: Literal["build_failed", "pre_deploy_failed", "update_failed", "canceled"]


class Suspension(Body):
    """On whose behalf a service is suspended."""

    service: Filled
    by: Suspender


class LegacyRedis(NewKeyValue):
    """An instance from before Valkey."""

    region: Region


class FailDeployment(Body):
    """What the next deployment of a Vercel project fails with."""

    project: Filled
    error_message: Filled = 'Command "npm run build" exited with 1'


class Push(Body):
    """A commit that somebody pushes to a branch."""

    repo: Filled
    branch: Filled
    commit: Annotated[str, Field(pattern="^[0-9a-f]{40}$")] | None = None
    message: Filled | None = None


class Snapshots(Body):
    """How old the newest snapshot of a cluster is, that there is none, or that the next one fails."""

    cluster: Filled
    newest_hours: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    remove: bool = False
    fail_next: bool = False
