"""The blueprint's three stack files give every reader exactly these names and values."""

import pytest

from components.environment import service_env
from config.contract import READERS, Reader, derived_values, plain_variables, variable_sources
from config.parse import parse
from config.stacks import STACKS
from tests.blueprint.values import MAIL_SECRETS, OF_STACK, ORIGINS
from tests.conftest import StackFiles

SITE: dict[str, dict[str, str]] = {
    "prod": {
        "REACT_APP_API_URL": "https://api.bondigoo.ch",
        "REACT_APP_LAUNCHED": "false",
        "REACT_APP_FRONTEND_URL": "https://www.bondigoo.ch",
        "REACT_APP_CLOUDINARY_CLOUD_NAME": "bondigoo-prod",
    },
    "staging": {
        "REACT_APP_API_URL": "https://api.staging.bondigoo.ch",
        "REACT_APP_LAUNCHED": "true",
        "REACT_APP_FRONTEND_URL": "https://staging.bondigoo.ch",
        "REACT_APP_CLOUDINARY_CLOUD_NAME": "bondigoo-testing",
    },
    "dev": {
        "REACT_APP_API_URL": "https://api.dev.bondigoo.ch",
        "REACT_APP_LAUNCHED": "true",
        "REACT_APP_FRONTEND_URL": "https://dev.bondigoo.ch",
        "REACT_APP_CLOUDINARY_CLOUD_NAME": "bondigoo-testing",
    },
}
SECRETS = {
    "JWT_SECRET": "generated",
    "SESSION_SECRET": "generated",
    "ENCRYPTION_MASTER_KEY": "env",
    "STRIPE_SECRET_KEY": "env",
    "CLOUDINARY_API_KEY": "env",
    "CLOUDINARY_API_SECRET": "env",
}


def expected(stack: str, reader: Reader) -> dict[str, str]:
    if reader == "frontend":
        return SITE[stack]
    origins = dict.fromkeys(("CORS_ORIGIN", "ALLOWED_ORIGINS"), ORIGINS[stack]) if reader == "api" else {}
    return {**OF_STACK[stack], **origins}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("stack", STACKS)
def test_each_reader_gets_these_variables_with_these_values(
    stack_files: StackFiles, stack: str, reader: Reader
) -> None:
    settings = parse(stack, stack_files[stack])
    assert plain_variables(settings, reader) == expected(stack, reader)
    assert derived_values(settings, reader) == expected(stack, reader)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("stack", STACKS)
def test_each_variable_of_each_reader_comes_from_here(
    stack_files: StackFiles, stack: str, reader: Reader
) -> None:
    of_services = ("REDIS_URL", "MONGODB_URI", "DATABASE_URL") if reader != "frontend" else ()
    secrets = {**SECRETS, **dict.fromkeys(MAIL_SECRETS[stack], "env")} if reader != "frontend" else {}
    webhook = {"STRIPE_WEBHOOK_SECRET": "env"} if reader == "api" else {}
    derived = dict.fromkeys((*expected(stack, reader), *of_services), "derived")
    settings = parse(stack, stack_files[stack])
    assert variable_sources(settings, reader) == {**derived, **secrets, **webhook}


@pytest.mark.parametrize("role", ["api", "worker"])
@pytest.mark.parametrize("stack", STACKS)
def test_a_service_gets_the_addresses_beside_them(stack_files: StackFiles, stack: str, role: Reader) -> None:
    addresses = {"REDIS_URL": "redis://r", "MONGODB_URI": "mongodb://m", "DATABASE_URL": "mongodb://m"}
    settings = parse(stack, stack_files[stack])
    assert service_env(settings, role, addresses, {}) == {**addresses, **expected(stack, role)}
