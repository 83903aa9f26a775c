"""What the application that is played calls its variables: as a stack file says, else as its framework does.

Vercel and Render know nothing of this; a real build and a real application bring it with them.
"""

from typing import Any

from sandbox.cloud import Cloud
from sandbox.http import Json
from sandbox.project import part, setting

NOT_WANTED = "none"
# Slug of the framework preset -> how a variable begins that its build puts into the bundle. The sources stand
# in config/frameworks.py, which a test holds against this.
ENV_PREFIXES = {
    "astro": "PUBLIC_",
    "blitzjs": "NEXT_PUBLIC_",
    "create-react-app": "REACT_APP_",
    "gatsby": "GATSBY_",
    "hydrogen": "PUBLIC_",
    "nextjs": "NEXT_PUBLIC_",
    "nuxtjs": "NUXT_PUBLIC_",
    "react-router": "VITE_",
    "redwoodjs": "REDWOOD_ENV_",
    "remix": "VITE_",
    "sanity": "SANITY_STUDIO_",
    "sanity-v2": "SANITY_STUDIO_",
    "solidstart": "VITE_",
    "solidstart-1": "VITE_",
    "sveltekit": "VITE_",
    "sveltekit-1": "PUBLIC_",
    "tanstack-start": "VITE_",
    "tanstack-start-lovable": "VITE_",
    "vite": "VITE_",
    "vitepress": "VITE_",
    "vue": "VUE_APP_",
}


def note(cloud: Cloud, values: dict[str, Any]) -> None:
    """Remember what one stack file (un-namespaced keys) says; what makes no sense, the program refuses."""
    project, own = setting(values, "frontend", "project"), setting(values, "frontend", "mode") == "own"
    if own:
        cloud.names.setdefault("prefixes", {})[project] = setting(values, "frontend", "envPrefix")
    branch = "" if own else str(values.get("branch"))
    of_project = cloud.names.setdefault("sites", {}).setdefault(project, {})
    of_project[branch] = _texts(part(values, "frontend"))
    cloud.names.setdefault("services", {})[setting(values, "api", "name")] = _texts(values)


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {key: name for key, name in part(values, "names").items() if isinstance(name, str)}


def prefix(cloud: Cloud, project: Json) -> str:
    """How a variable begins that a build of this Vercel project puts into the bundle."""
    said = cloud.names.get("prefixes", {}).get(project.get("name"))
    return said or ENV_PREFIXES.get(project.get("framework") or "", ENV_PREFIXES["create-react-app"])


def of_site(cloud: Cloud, project: Json, branch: str | None, key: str) -> str | None:
    """What the site calls a variable, None for one that it does not want. `branch`: None for production."""
    said = cloud.names.get("sites", {}).get(project.get("name"), {}).get(branch or "", {})
    return _wanted(said.get(key, prefix(cloud, project) + key))


def of_service(cloud: Cloud, service: Json, key: str) -> str | None:
    """What the API calls a variable, None for one that it does not want."""
    return _wanted(cloud.names.get("services", {}).get(service["name"], {}).get(key, key))


def _wanted(name: str) -> str | None:
    return None if name == NOT_WANTED else name
