"""Stack files of a company that builds its site with Vite and calls its variables otherwise."""

from typing import Any

from config.parse import parse
from config.settings import Settings
from config.stacks import STACKS
from tests.conftest import StackFiles

NAMES = {
    "ENVIRONMENT_NAME": "APP_ENV",
    "BULLMQ_PREFIX": "none",
    "CORS_ORIGIN": "WEB_ORIGINS",
    "ALLOWED_ORIGINS": "none",
    "REDIS_URL": "CACHE_URL",
    "MAILJET_SENDER_EMAIL": "SENDER",
    "EMAIL_FROM": "SENDER",
}
SITE_NAMES = {"API_URL": "VITE_BACKEND", "CLOUDINARY_CLOUD_NAME": "none"}


def vite_values(files: StackFiles, stack: str) -> dict[str, Any]:
    """The values of one stack file: the blueprint's, as this company would write them."""
    values = files[stack]
    values["names"] = NAMES
    values["database"]["uriVariables"] = ["MONGO_URL"]
    own = {"framework": "vite", "rootDirectory": "web"}
    values["frontend"] |= {"names": SITE_NAMES, **({"envPrefix": "VITE_"} if stack == "dev" else own)}
    values["frontend"]["env"] = {"VITE_FEATURE": "on"}
    if stack == "dev":
        values["corsOrigins"] = ["https://dev.bondigoo.ch", "http://localhost:5174"]
    return values


def vite_settings(files: StackFiles) -> dict[str, Settings]:
    """All of its stacks."""
    return {stack: parse(stack, vite_values(files, stack)) for stack in STACKS}
