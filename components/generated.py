"""A secret that nobody chooses: made once at random, kept in the encrypted state."""

import pulumi
from pulumi_command import local


def generated_secret(name: str, parent: pulumi.Resource) -> pulumi.Output[str]:
    """256 random bits in base64, the same at every later update; another stack has another value."""
    command = local.Command(
        name,
        create="head -c 32 /dev/urandom | base64 | tr -d '\\n'",
        logging=local.Logging.NONE,
        add_previous_output_in_env=False,
        opts=pulumi.ResourceOptions(
            parent=parent,
            additional_secret_outputs=["stdout", "stderr"],
            # Without `update`, any changed input runs `create` again and so would rotate the secret.
            ignore_changes=["create", "logging", "addPreviousOutputInEnv"],
        ),
    )
    return pulumi.Output.secret(command.stdout)
