"""Every value of the blueprint for the two services, as each stack's program hands it to Render."""

from typing import Any

import pytest

from config.stacks import STACKS
from tests.blueprint.values import MAIL_SECRETS, OF_STACK, ORIGINS
from tests.conftest import StackFiles
from tests.stacks.recording import ENCODED, Program, environment_of, run_program, secret_of, set_inputs

REPO = "https://github.com/bondigoo-admin/bondigoo-platform"
URI = "mongodb+srv://{user}:{password}@{host}/{name}?retryWrites=true&w=majority&appName={app}"
URIS = {
    "prod": URI.format(
        user="bondigoo-prod-user",
        password=ENCODED,
        host="bondigoo-prod-cluster.btsivoa.mongodb.net",
        name="bondigoo-prod",
        app="bondigoo-prod-cluster",
    ),
    "staging": URI.format(
        user="coaching_platform_dev_user",
        password=ENCODED,
        host="coaching-platform-dev.nnaff.mongodb.net",
        name="bondigoo-staging",
        app="coaching-platform-dev",
    ),
    "dev": URI.format(
        user="coaching_platform_dev_user",
        password=ENCODED,
        host="coaching-platform-dev.nnaff.mongodb.net",
        name="coaching-platform-dev",
        app="coaching-platform-dev",
    ),
}
REDIS = {"prod": "rediss://own", "staging": "rediss://shared", "dev": "rediss://shared"}
PLAIN = {
    *("NODE_ENV", "ENVIRONMENT_NAME", "BULLMQ_PREFIX", "FRONTEND_URL", "CORS_ORIGIN", "ALLOWED_ORIGINS"),
    *("CLOUDINARY_CLOUD_NAME", "DEVELOPMENT_EMAIL_RECIPIENT", "MAILJET_SENDER_EMAIL"),
    *("EMAIL_HOST", "EMAIL_PORT"),
}


def worker_env(stack: str) -> dict[str, str]:
    keys = (
        "ENCRYPTION_MASTER_KEY",
        "STRIPE_SECRET_KEY",
        "CLOUDINARY_API_KEY",
        "CLOUDINARY_API_SECRET",
        *MAIL_SECRETS[stack],
    )
    return {
        **OF_STACK[stack],
        "REDIS_URL": REDIS[stack],
        "MONGODB_URI": URIS[stack],
        "DATABASE_URL": URIS[stack],
        **{key: secret_of(stack, key) for key in keys},
        "JWT_SECRET": f"made-for-JWT_SECRET-of-{stack}",
        "SESSION_SECRET": f"made-for-SESSION_SECRET-of-{stack}",
    }


def api_env(stack: str) -> dict[str, str]:
    return {
        **worker_env(stack),
        "CORS_ORIGIN": ORIGINS[stack],
        "ALLOWED_ORIGINS": ORIGINS[stack],
        "STRIPE_WEBHOOK_SECRET": secret_of(stack, "STRIPE_WEBHOOK_SECRET"),
    }


SERVICE: dict[str, Any] = {
    "owner_id": "tea-00000000000000000000",
    "region": "frankfurt",
    "repo": REPO,
    "plan": "starter",
    "runtime": "node",
    "root_dir": "server",
    "build_command": "npm ci --include=dev",
    "auto_deploy_trigger": "checksPass",
}
BRANCH = {"prod": "main", "staging": "staging", "dev": "develop"}


@pytest.mark.proves(
    "R6",
    "R14",
    "R23",
    "R27",
    "R31",
    "R35",
    "R58",
    "R59",
    "R60",
    "R61",
    "R75",
    "R77",
    "R78",
    "C17",
    "T8",
    "T9",
    "T15",
    "T16",
    "T17",
    "T18",
    "T24",
    "T26",
    "T38",
    "T46",
)
@pytest.mark.parametrize("stack", STACKS)
def test_the_api_is_a_web_service_on_its_branch_with_exactly_its_variables(
    programs: dict[str, Program], stack: str
) -> None:
    assert set_inputs(programs[stack].one("WebService").inputs) == {
        **SERVICE,
        "name": f"bondigoo-api-{stack}",
        "branch": BRANCH[stack],
        "start_command": "node server.js",
        "health_check_path": "/",
        "max_shutdown_delay_seconds": 30,
        "env": api_env(stack),
    }


@pytest.mark.proves("R6", "R15", "R24", "R32", "T8", "T9", "T16", "T24", "T26", "T27", "T36")
@pytest.mark.parametrize("stack", STACKS)
def test_the_worker_is_a_background_worker_with_the_apis_variables_minus_the_apis_own(
    programs: dict[str, Program], stack: str
) -> None:
    assert set_inputs(programs[stack].one("BackgroundWorker").inputs) == {
        **SERVICE,
        "name": f"bondigoo-worker-{stack}",
        "branch": BRANCH[stack],
        "start_command": "node worker.js",
        "max_shutdown_delay_seconds": 120,
        "env": worker_env(stack),
    }


@pytest.mark.proves("R2", "R72")
@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("kind", ["WebService", "BackgroundWorker"])
def test_every_variable_that_is_not_plainly_public_is_a_secret(
    programs: dict[str, Program], stack: str, kind: str
) -> None:
    service = programs[stack].one(kind)
    assert {f"env.{key}" for key in service.inputs["env"] if key not in PLAIN} == set(service.secret)


@pytest.mark.proves("R71", "C5")
def test_a_secret_set_by_hand_is_in_no_service_and_named_as_somebody_elses(stack_files: StackFiles) -> None:
    values = stack_files["dev"]
    values["secrets"].update(DATABASE_PASSWORD="ui", JWT_SECRET="ui", MAILJET_API_KEY="ui")
    program = run_program("dev", values, environment_of("dev", values))
    by_hand = ["MONGODB_URI", "DATABASE_URL", "JWT_SECRET", "MAILJET_API_KEY"]
    for kind in ("WebService", "BackgroundWorker"):
        service = program.one(kind).inputs
        assert sorted(service["external_env"]) == sorted(by_hand)
        assert not set(by_hand) & set(service["env"])
