"""A secret that nobody chooses: made once at random, kept in the encrypted state."""

import pulumi
from pulumi_command import local

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
