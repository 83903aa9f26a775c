"""Whether the vendors accept the tokens of this process, asked before an update makes anything.

A wrong one would else be noticed in the middle, by the first resource of its vendor. Vercel's needs no
question of its own: the site's project is looked up before anything is registered, in previews too.
"""

import pulumi

from components import atlas_existing
from components.existing import cause, unanswered
from config.settings import Settings
from render.errors import GoneError, RenderError
from render.session import client


def try_tokens(settings: Settings) -> None:
    """One GET for each vendor, none at a preview. Raises pulumi.RunError for the first that is refused."""
    if not pulumi.runtime.is_dry_run():
        _render(settings.render.owner_id)
        _atlas(settings.atlas.project_id, settings.database.user)


def _render(owner: str) -> None:
    try:
        client().get(f"/owners/{owner}")
    except GoneError:
        raise pulumi.RunError(
            f"render.ownerId: {owner} is no workspace that RENDER_API_KEY sees; correct one of the two"
        ) from None
    except RenderError as error:
        raise pulumi.RunError(str(error)) from None


def _atlas(project: str, user: str) -> None:
    """Asks for the application's user, which need not be there yet."""
    arguments = {"projectId": project, "username": user, "authDatabaseName": "admin"}
    token = "mongodbatlas:index/getDatabaseUser:getDatabaseUser"  # noqa: S105
    try:
        pulumi.runtime.invoke(token, arguments, atlas_existing.options())
    except Exception as error:
        if cause(error) == "absent":
            return
        what, refused = f"atlas.projectId: Atlas cannot be asked about {project}", atlas_existing.REFUSED
        raise pulumi.RunError(unanswered(what, error, refused=refused, absent="")) from None
