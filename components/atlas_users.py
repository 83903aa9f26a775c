"""The database users that a stack makes at Atlas, each of its one database on its one cluster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_mongodbatlas as atlas

from components.atlas_existing import unless_a_user
from components.commands import generated_secret
from config.database_users import DatabaseUser, database_users
from config.settings import Settings


@dataclass(frozen=True)
class Login:
    """A user as it is made; whoever needs its address waits for `resource`."""

    username: str
    password: pulumi.Output[str]
    resource: atlas.DatabaseUser


def users(
    parent: pulumi.Resource,
    settings: Settings,
    secrets: Mapping[str, pulumi.Output[str]],
    after: Sequence[pulumi.Resource],
) -> tuple[list[Login], Login | None]:
    """Register them: those whose passwords `secrets` hold, and the one of a refresh, None without one."""
    people: list[Login] = []
    refresh: Login | None = None
    for user in database_users(pulumi.get_stack(), settings):
        if user.secret is None:
            # What lets a refresh in can be taken away by taking its key away: nobody's data is lost with it.
            password = generated_secret("refresh-password", parent, protect=False)
            refresh = _login(parent, settings, user, password, after, protect=False)
        else:
            password = secrets[user.secret]
            people.append(_login(parent, settings, user, password, after, protect=settings.protect))
    return people, refresh


def _login(
    parent: pulumi.Resource,
    settings: Settings,
    user: DatabaseUser,
    password: pulumi.Output[str],
    after: Sequence[pulumi.Resource],
    *,
    protect: bool,
) -> Login:
    project, database = settings.atlas.project_id, settings.database
    made = atlas.DatabaseUser(
        user.username,
        project_id=project,
        username=user.username,
        auth_database_name="admin",
        password=password,
        roles=[{"role_name": role, "database_name": database.name} for role in user.roles],
        # Without a scope a user is valid on every cluster of the Atlas project.
        scopes=[{"name": database.cluster, "type": "CLUSTER"}],
        opts=pulumi.ResourceOptions(
            parent=parent,
            depends_on=after,
            protect=protect,
            hooks=unless_a_user(project, user.username, user.instead),
        ),
    )
    return Login(user.username, password, made)
