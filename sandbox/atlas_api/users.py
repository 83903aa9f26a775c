"""Database users of a group. A password goes in and never comes out again."""

from sandbox.atlas_api.expiry import kept_until
from sandbox.atlas_api.wire import AtlasError, Call, invalid, page, require
from sandbox.http import Json, Row, public

DEFAULTS: Json = {
    "awsIAMType": "NONE",
    "ldapAuthType": "NONE",
    "oidcAuthType": "NONE",
    "x509Type": "NONE",
    "labels": [],
    "scopes": [],
}
DATABASES = ("admin", "$external")
SCOPE_TYPES = ("CLUSTER", "DATA_LAKE", "STREAM")
SHORTEST_PASSWORD = 8


def _list_all(call: Call) -> Json:
    return page([public(user) for user in call.table("databaseUsers").values()])


def _create(call: Call) -> Json:
    require(call.body, "username", "databaseName", "roles")
    user = {**DEFAULTS, "groupId": call.path["group"], **_stored(call)}
    password_login = all(user[name] == "NONE" for name in DEFAULTS if name.endswith("Type"))
    if password_login:
        require(call.body, "password")
    _check(call, user)
    key = f"{user['databaseName']}/{user['username']}"
    if key in call.table("databaseUsers"):
        raise AtlasError(
            409, "USER_ALREADY_EXISTS", f"A user with username {user['username']} exists.", user["username"]
        )
    call.table("databaseUsers")[key] = user
    return public(user)


def _get(call: Call) -> Json:
    return public(_find(call))


def _update(call: Call) -> Json:
    """Replace what the body names."""
    user = _find(call)
    changed = {**user, **_stored(call)}
    _check(call, changed)
    user.update(changed)
    return public(user)


def _delete(call: Call) -> None:
    _find(call)
    del call.table("databaseUsers")[_key_of(call)]


def _key_of(call: Call) -> str:
    return f"{call.path['database']}/{call.path['username']}"


def _find(call: Call) -> Json:
    user = call.table("databaseUsers").get(_key_of(call))
    if user is None:
        name = call.path["username"]
        raise AtlasError(404, "USERNAME_NOT_FOUND", f"No user with username {name} exists.", name)
    return user


def _stored(call: Call) -> Json:
    """The body as it is kept: the password under a name that never leaves the API."""
    kept = {"_password" if key == "password" else key: value for key, value in call.body.items()}
    return kept | kept_until(call.cloud, call.body)


def _check(call: Call, user: Json) -> None:
    if user["databaseName"] not in DATABASES:
        raise invalid("databaseName")
    for role in user["roles"]:
        require(role, "roleName", "databaseName")
    for scope in user["scopes"]:
        require(scope, "name", "type")
        if scope["type"] not in SCOPE_TYPES:
            raise invalid("scopes.type")
        if scope["type"] == "CLUSTER" and scope["name"] not in call.table("clusters"):
            raise AtlasError(
                400, "CLUSTER_NOT_FOUND", f"No cluster named {scope['name']} exists.", scope["name"]
            )
    password = user.get("_password")
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise AtlasError(400, "PASSWORD_TOO_SHORT", f"Passwords must be at least {SHORTEST_PASSWORD} long.")


ALL = "/groups/{group}/databaseUsers"
ONE = f"{ALL}/{{database}}/{{username:path}}"
ROUTES: list[Row] = [
    ("GET", ALL, _list_all, 200),
    ("POST", ALL, _create, 201),
    ("GET", ONE, _get, 200),
    ("PATCH", ONE, _update, 200),
    ("DELETE", ONE, _delete, 204),
]
