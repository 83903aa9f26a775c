"""Whether Render accepts the token of this process, asked before an update makes anything.

A wrong one would else be noticed in the middle, by its first resource. Those of Vercel and Atlas need no
question of their own: project and cluster are looked up before anything is registered, in previews too.
"""

import pulumi

from config.settings import Settings
from render.errors import GoneError, RenderError
from render.session import client


def try_token(settings: Settings) -> None:
    """One GET, none at a preview. Raises pulumi.RunError when it is refused."""
    if pulumi.runtime.is_dry_run():
        return
    owner = settings.render.owner_id
    try:
        client().get(f"/owners/{owner}")
    except GoneError:
        raise pulumi.RunError(
            f"render.ownerId: {owner} is no workspace that RENDER_API_KEY sees; correct one of the two"
        ) from None
    except RenderError as error:
        raise pulumi.RunError(str(error)) from None
