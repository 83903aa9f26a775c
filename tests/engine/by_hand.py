"""What a person does in Render's dashboard, through the API of the emulated one."""

from typing import Any

from tests.engine.render_only_program import OWNER, RenderOnly


def service(program: RenderOnly, name: str, kind: str, env: dict[str, str], **changes: Any) -> str:
    """Make a service of another plan, branch and start command than the program's; return its id.

    `kind`: Render's type. `changes`: fields of `serviceDetails`.
    """
    details = {
        "runtime": "node",
        "region": "frankfurt",
        "plan": "standard",
        "envSpecificDetails": {"buildCommand": "npm ci", "startCommand": "npm start"},
    }
    made = program.api(
        "POST",
        "/services",
        {
            "type": kind,
            "name": name,
            "ownerId": OWNER,
            "repo": "https://github.com/example/shop",
            "branch": "legacy",
            "envVars": [{"key": key, "value": value} for key, value in env.items()],
            "serviceDetails": {**details, **changes},
        },
    )
    return str(made["service"]["id"])


def path(program: RenderOnly, name: str) -> str:
    """Where the API has the service of this name."""
    return f"/services/{program.services()[name]['id']}"


def set_variable(program: RenderOnly, name: str, key: str, value: str) -> None:
    """Set one variable of the service of this name."""
    program.api("PUT", f"{path(program, name)}/env-vars/{key}", {"value": value})
