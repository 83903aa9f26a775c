"""The last step of an update: ask the running environment whether it answers as configured."""

from collections.abc import Sequence

import pulumi
from pulumi_command import local


def smoke_test(
    api_url: str,
    origins: Sequence[str],
    releases: Sequence[pulumi.Output[str]],
    parent: pulumi.Resource,
) -> local.Command:
    """Runs `python -m ops smoke` when one of `releases` (deploy ids) is new; its failure fails the update."""
    return local.Command(
        "smoke",
        # The interpreter of Pulumi.yaml's virtual environment, relative to the program's folder.
        create=".venv/bin/python -m ops smoke",
        environment={
            "SMOKE_API_URL": api_url,
            "SMOKE_ORIGINS": ",".join(origins),
            "SMOKE_RELEASE": pulumi.Output.all(*releases).apply(" ".join),
        },
        add_previous_output_in_env=False,
        opts=pulumi.ResourceOptions(parent=parent),
    )
