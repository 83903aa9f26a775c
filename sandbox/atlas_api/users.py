"""Database users of a group. A password goes in and never comes out again."""

from sandbox.atlas_api.wire import AtlasError, Call, page, require
from sandbox.http import Json, public

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


def list_all(call: Call) -> Json:
    """GET /groups/{group}/databaseUsers."""
    return page([public(user) for user in call.table("databaseUsers").values()])


def create(call: Call) -> Json:
    """POST /groups/{group}/databaseUsers."""
    require(call.body, "username", "databaseName", "roles")
    user = {**DEFAULTS, "groupId": call.path["group"], **stored(call.body)}
    password_login = all(user[name] == "NONE" for name in DEFAULTS if name.endswith("Type"))
    if password_login:
        require(call.body, "password")
    check(call, user)
    key = f"{user['databaseName']}/{user['username']}"
    if key in call.table("databaseUsers"):
        raise AtlasError(
            409, "USER_ALREADY_EXISTS", f"A user with username {user['username']} exists.", user["username"]
        )
    call.table("databaseUsers")[key] = user
    return public(user)


def get(call: Call) -> Json:
    """GET /groups/{group}/databaseUsers/{database}/{username}."""
    return public(find(call))


def update(call: Call) -> Json:
    """PATCH /groups/{group}/databaseUsers/{database}/{username}: replaces what the body names."""
    user = find(call)
    changed = {**user, **stored(call.body)}
    check(call, changed)
    user.update(changed)
    return public(user)


def delete(call: Call) -> None:
    """DELETE /groups/{group}/databaseUsers/{database}/{username}."""
    find(call)
    del call.table("databaseUsers")[key_of(call)]


def key_of(call: Call) -> str:
    """Return the key of the user that the path names."""
    return f"{call.path['database']}/{call.path['username']}"


def find(call: Call) -> Json:
    """Return the user that the path names; raises 404."""
    user = call.table("databaseUsers").get(key_of(call))
    if user is None:
        name = call.path["username"]
        raise AtlasError(404, "USERNAME_NOT_FOUND", f"No user with username {name} exists.", name)
    return user


def stored(body: Json) -> Json:
    """Return the body as it is kept: the password under a name that never leaves the API."""
    return {"_password" if key == "password" else key: value for key, value in body.items()}


def check(call: Call, user: Json) -> None:
    """Raise 400 for a user that Atlas refuses."""
    if user["databaseName"] not in DATABASES:
        raise AtlasError(
            400, "INVALID_ATTRIBUTE", "Invalid attribute databaseName specified.", "databaseName"
        )
    for role in user["roles"]:
        require(role, "roleName", "databaseName")
    for scope in user["scopes"]:
        require(scope, "name", "type")
        if scope["type"] not in SCOPE_TYPES:
            raise AtlasError(
                400, "INVALID_ATTRIBUTE", "Invalid attribute scopes.type specified.", "scopes.type"
            )
        if scope["type"] == "CLUSTER" and scope["name"] not in call.table("clusters"):
            raise AtlasError(
                400, "CLUSTER_NOT_FOUND", f"No cluster named {scope['name']} exists.", scope["name"]
            )
    password = user.get("_password")
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise AtlasError(400, "PASSWORD_TOO_SHORT", f"Passwords must be at least {SHORTEST_PASSWORD} long.")
