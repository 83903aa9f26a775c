"""A service of the stack file in the words of the Render provider; its variables are made later."""

from typing import Any

from config.settings import Api, Service, Settings


def repository(settings: Settings) -> str:
    """The address of the repository that Render deploys."""
    return f"https://github.com/{settings.render.repo}"


def service_inputs(settings: Settings, service: Service) -> dict[str, Any]:
    """The inputs that follow from the settings alone; what was left out is None."""
    home = settings.render
    return {
        "name": service.name,
        "owner_id": home.owner_id,
        "region": home.region,
        "repo": repository(settings),
        "branch": settings.branch,
        "plan": service.plan,
        "root_dir": service.root_dir,
        "build_command": service.build_command,
        "start_command": service.start_command,
        "max_shutdown_delay_seconds": service.max_shutdown_delay_seconds,
        # Under a freeze a push must not deploy either.
        "auto_deploy_trigger": "off" if settings.freeze else service.auto_deploy,
        "health_check_path": service.health_check_path if isinstance(service, Api) else None,
        "num_instances": service.num_instances if isinstance(service, Api) else None,
    }
