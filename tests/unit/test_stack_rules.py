"""What the values of one stack may not say together."""

from collections.abc import Callable
from typing import Any

import pytest

from components.variables import api_variables, frontend_variables, shared_variables
from config.parse import parse
from config.stack_rules import DERIVED, stack_faults
from tests.conftest import StackFiles

Break = Callable[[dict[str, Any]], object]
PERSON = {"username": "ada", "passwordSecret": "ADA_PASSWORD"}
OPEN = {"cidr": "0.0.0.0/0", "description": "everybody"}
BACKUP = {"everyHours": 6, "keepHourlyDays": 2, "keepDailyDays": 7}
SECRET = "looks like a secret, and this file is committed"

BROKEN: list[tuple[str, Break, str, str]] = [
    (
        "dev",
        lambda v: v["api"]["env"].update(ENVIRONMENT_NAME="production"),
        "api.env.ENVIRONMENT_NAME",
        "is derived from other settings, which this would contradict",
    ),
    (
        "dev",
        lambda v: v.update(env={"MONGODB_URI": "x"}),
        "env.MONGODB_URI",
        "is derived from other settings, which this would contradict",
    ),
    (
        "dev",
        lambda v: v["worker"].update(env={"CLOUDINARY_API_KEY": "x"}),
        "worker.env.CLOUDINARY_API_KEY",
        "stands under `secrets` too",
    ),
    ("dev", lambda v: v["api"]["env"].update(OAUTH_TOKEN="x"), "api.env.OAUTH_TOKEN", SECRET),
    ("dev", lambda v: v["api"]["env"].update(PAY="sk_test_1"), "api.env.PAY", SECRET),
    ("dev", lambda v: v["worker"].update(env={"CACHE": "rediss://x"}), "worker.env.CACHE", SECRET),
    (
        "dev",
        lambda v: v["frontend"].update(env={"REACT_APP_AWS_SECRET_ACCESS_KEY": "x"}),
        "frontend.env.REACT_APP_AWS_SECRET_ACCESS_KEY",
        SECRET,
    ),
    (
        "prod",
        lambda v: v["secrets"].pop("DATABASE_PASSWORD"),
        "secrets.DATABASE_PASSWORD",
        "is missing, so the services would lose their database address",
    ),
    (
        "dev",
        lambda v: v["database"].update(developers=[PERSON]),
        "database.developers[0].passwordSecret",
        "names 'ADA_PASSWORD', whose value the program cannot read",
    ),
    (
        "dev",
        lambda v: (v["database"].update(developers=[PERSON]), v["secrets"].update(ADA_PASSWORD="ui")),
        "database.developers[0].passwordSecret",
        "names 'ADA_PASSWORD', whose value the program cannot read",
    ),
    (
        "dev",
        lambda v: v["database"].update(
            developers=[{"username": "coaching_platform_dev_user", "passwordSecret": "JWT_SECRET"}]
        ),
        "database.developers[0].username",
        "is the application's user, which has to write",
    ),
    (
        "prod",
        lambda v: v["redis"].pop("allow"),
        "redis.allow",
        "is empty while `connection` is external, so Render closes that door "
        "and no service reaches its queue",
    ),
    (
        "dev",
        lambda v: v["database"].update(backup=BACKUP),
        "database.backup",
        "would replace every backup policy of a cluster that this stack does not own",
    ),
    (
        "staging",
        lambda v: v["corsOrigins"].append("http://localhost:3000"),
        "corsOrigins[1]",
        "is a developer's machine",
    ),
    (
        "dev",
        lambda v: v["corsOrigins"].pop(0),
        "corsOrigins",
        "lacks https://dev.bondigoo.ch",
    ),
    (
        "dev",
        lambda v: v["secrets"].update(REDIS_URL="ui"),
        "secrets.REDIS_URL",
        "is derived from other settings, so a source of its own is ignored",
    ),
    (
        "dev",
        lambda v: v["secrets"].update(DATABASE_URL="env"),
        "secrets.DATABASE_URL",
        "holds the address made with DATABASE_PASSWORD, so a source of its own is ignored",
    ),
    (
        "dev",
        lambda v: v["database"].update(uriVariables=["REDIS_URL"]),
        "database.uriVariables[0]",
        "'REDIS_URL' holds something else already",
    ),
    (
        "dev",
        lambda v: v["database"].update(uriVariables=["A", "A"]),
        "database.uriVariables[1]",
        "'A' holds something else already",
    ),
    ("prod", lambda v: v["redis"].update(allow=[OPEN]), "redis.allow[0]", "opens it to the whole internet"),
    (
        "prod",
        lambda v: v["database"].update(ipAccessList=[OPEN]),
        "database.ipAccessList[0]",
        "opens it to the whole internet",
    ),
]


@pytest.mark.parametrize(("stack", "damage", "key", "text"), BROKEN, ids=[case[2] for case in BROKEN])
def test_each_rule_refuses_the_smallest_violation(
    stack_files: StackFiles, stack: str, damage: Break, key: str, text: str
) -> None:
    values = stack_files[stack]
    damage(values)
    (fault,) = stack_faults(stack, parse(stack, values))
    assert (fault.file, fault.key, fault.text.split(";")[0]) == (f"Pulumi.{stack}.yaml", key, text)
    assert ";" in fault.text


@pytest.mark.parametrize("stack", ["prod", "staging", "dev"])
def test_what_counts_as_derived_is_exactly_what_the_program_derives(
    stack_files: StackFiles, stack: str
) -> None:
    settings = parse(stack, stack_files[stack])
    derived = {**shared_variables(settings), **api_variables(settings), **frontend_variables(settings)}
    assert {*derived, "REDIS_URL"} == DERIVED


def test_a_message_about_a_secret_does_not_hold_it(stack_files: StackFiles) -> None:
    values = stack_files["dev"]
    values["api"]["env"]["PAY"] = "sk_test_do_not_show"
    (fault,) = stack_faults("dev", parse("dev", values))
    assert "do_not_show" not in str(fault)
