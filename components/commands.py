"""The two commands that an update runs on its own machine: make a random secret, ask what was deployed."""

from collections.abc import Sequence

import pulumi
from pulumi_command import local

from config.contract import allowed_origins
from config.settings import Settings

# Fails where /dev/urandom or base64 is missing: the shell would go on with an empty secret.
_CREATE = """
value=$(head -c 32 /dev/urandom | base64 | tr -d '\\n')
[ "${#value}" -eq 44 ] || { echo 'cannot make a random secret: is base64 installed?' >&2; exit 1; }
printf %s "$value"
"""


def generated_secret(name: str, parent: pulumi.Resource, protect: bool) -> pulumi.Output[str]:
    """256 random bits in base64, the same at every later update; another stack has another value."""
    command = local.Command(
        name,
        create=_CREATE,
        logging=local.Logging.NONE,
        add_previous_output_in_env=False,
        opts=pulumi.ResourceOptions(
            parent=parent,
            protect=protect,
            additional_secret_outputs=["stdout", "stderr"],
            # Without `update`, any changed input runs `create` again and so would rotate the secret.
            ignore_changes=["create", "logging", "addPreviousOutputInEnv"],
        ),
    )
    return pulumi.Output.secret(command.stdout)


def smoke_test(
    settings: Settings, releases: Sequence[pulumi.Output[str]], parent: pulumi.Resource
) -> local.Command:
    """Runs `python -m ops smoke` when one of `releases` (deploy ids) is new; its failure fails the update."""
    closed = settings.api.maintenance is not None and settings.api.maintenance.enabled
    return local.Command(
        "smoke",
        # The interpreter of Pulumi.yaml's virtual environment, relative to the program's folder.
        create=".venv/bin/python -m ops smoke",
        environment={
            "SMOKE_API_URL": settings.api_url,
            "SMOKE_ORIGINS": ",".join(allowed_origins(settings)),
            "SMOKE_RELEASE": pulumi.Output.all(*releases).apply(" ".join),
            **({"SMOKE_MAINTENANCE": "true"} if closed else {}),
        },
        add_previous_output_in_env=False,
        opts=pulumi.ResourceOptions(parent=parent),
    )
