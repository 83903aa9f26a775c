"""Vercel's plugin in a process of its own, in which git finds no repository."""

import pulumi
import pulumiverse_vercel as vercel

# What begins so, the engine neither counts nor shows: a state without it yet is no change (IsDefaultProvider
# in sdk/go/common/providers/reference.go).
_UNSEEN = "default"


def without_git(name: str, parent: pulumi.Resource) -> vercel.Provider:
    """Like the default provider, but its process has the PATH as GIT_DIR, which is no repository anywhere.

    With each deployment the plugin tells Vercel what git says in the folder of the program: author, message
    and remote, a token in its URL included. `name`: of the front end, unique in the stack.
    """
    return vercel.Provider(
        f"{_UNSEEN}-{name}-without-git",
        api_token=vercel.config.api_token,  # type: ignore[attr-defined]  # its stub has the name of the key
        team=vercel.config.team,
        opts=pulumi.ResourceOptions(parent=parent, env_var_mappings={"PATH": "GIT_DIR"}),
    )
