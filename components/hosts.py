"""Who has a host at Vercel, where one project has it at a time, and how it goes from one to another."""

import pulumiverse_vercel as vercel

from components.existing import cause


def serving(host: str, team: str) -> vercel.GetDeploymentResult | None:
    """The team's deployment that answers for a host now; None when none does or Vercel does not tell.

    Raises what the provider raises where the same question may have an answer later.
    """
    try:
        return vercel.get_deployment(id=host, team_id=team)
    except Exception as error:
        if cause(error) == "passing":
            raise
        # Another team's host is refused in as many ways as Vercel has; adding it says which.
        return None


def unserved(host: str) -> str:
    """What to do about a host of this environment for which no deployment answers."""
    return (
        f"no deployment answers for {host}, so nobody reaches the site: bring one back at Vercel "
        "(Deployments, Promote or Redeploy), or let `pulumi up --refresh` build the branch"
    )


def taken(host: str, project: str) -> str:
    """What to do about a host that a project has which this environment does not move out of."""
    return (
        f"{host} is served by another Vercel project ({project}), and only one can have it: remove it "
        "there first (Settings, Domains), adopt that project, or write another host"
    )


def lost(host: str, team: str) -> str:
    """What is left to do about a host that was to move and that Vercel refuses to its new project."""
    try:
        deployment = serving(host, team)
    except Exception:
        deployment, nobody = None, ""
    else:
        nobody = ", so nobody serves it now"
    if deployment and deployment.project_id:
        return taken(host, deployment.project_id)
    return (
        f"{host} left its former project, and Vercel refuses it to the new one{nobody}: `pulumi up` tries "
        "again; with the former stack file, it brings the host back"
    )
