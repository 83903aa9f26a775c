"""What the running instances of a service see: the settings that the last live deploy brought.

https://render.com/docs/deploys: settings take effect with a deploy, a plan too; a restart brings nothing.
"""

from sandbox.render_api.wire import Object


def brought(service: Object, deploy: Object, built: Object | None) -> Object:
    """Return what `deploy` brings to life when it began now.

    `built` is the earlier build that it deploys again; None: it builds from the service's present settings.
    """
    details = service["serviceDetails"]
    return {
        "deployId": deploy["id"],
        "env": dict(service["_env"]),
        "plan": details["plan"],
        "healthCheckPath": details.get("healthCheckPath"),
        "maxShutdownDelaySeconds": details.get("maxShutdownDelaySeconds"),
        "built": built or _build(service, deploy),
    }


def seen(service: Object) -> Object | None:
    """Return what the instances see, env vars by key only; None before any deploy was live."""
    live: Object | None = service["_live"]
    if live is None:
        return None
    plain = {key: live[key] for key in ("deployId", "plan", "healthCheckPath", "maxShutdownDelaySeconds")}
    built = live["built"]
    return (
        plain
        | {key: built[key] for key in built if key != "commit"}
        | {
            "envKeys": sorted(live["env"]),
            "commitId": built["commit"]["id"],
        }
    )


def _build(service: Object, deploy: Object) -> Object:
    commands = service["serviceDetails"]["envSpecificDetails"]
    return {
        "commit": deploy["commit"],
        "repo": service["repo"],
        "branch": service["branch"],
        "rootDir": service["rootDir"],
        "runtime": service["serviceDetails"]["runtime"],
        "buildCommand": commands["buildCommand"],
        "startCommand": commands["startCommand"],
        "preDeployCommand": commands.get("preDeployCommand"),
    }
