"""An application that is built with another framework and calls its variables otherwise."""

from pathlib import Path
from typing import Any, get_args

import pytest

from components.environment import address_variables
from config.contract import CONTRACT, SITE, plain_variables, variable_sources
from config.parse import parse
from config.rules import violations
from config.settings import ServiceVariable, Settings, SiteVariable
from config.violations import SettingsError
from ops.env.local import local_files, site_address
from ops.env.parity import as_table, parity
from ops.env.scan import merged, sides
from ops.env.scan.files import listing, scan
from ops.env.scan.model import Sides
from ops.env.scan.report import compare
from ops.redact import is_secret_name
from ops.secrets.audit import findings
from tests.conftest import StackFiles
from tests.unit.rule_cases.values import cloudinary
from tests.unit.vite_company import vite_settings, vite_values


@pytest.fixture
def stacks(stack_files: StackFiles) -> dict[str, Settings]:
    return vite_settings(stack_files)


def test_each_reader_gets_the_variables_under_the_names_of_its_application(
    stacks: dict[str, Settings],
) -> None:
    assert plain_variables(stacks["dev"], "frontend") == {
        "VITE_BACKEND": "https://api.dev.bondigoo.ch",
        "VITE_LAUNCHED": "true",
        "VITE_FRONTEND_URL": "https://dev.bondigoo.ch",
        "VITE_FEATURE": "on",
    }
    worker = {
        "NODE_ENV": "production",
        "APP_ENV": "production",
        "FRONTEND_URL": "https://www.bondigoo.ch",
        "CLOUDINARY_CLOUD_NAME": "bondigoo-prod",
        "SENDER": "hello@bondigoo.ch",
    }
    assert plain_variables(stacks["prod"], "worker") == worker
    assert plain_variables(stacks["prod"], "api") == {**worker, "WEB_ORIGINS": "https://www.bondigoo.ch"}


def test_the_addresses_stand_under_its_names_and_nowhere_else(stacks: dict[str, Settings]) -> None:
    given: Any = address_variables(stacks["prod"], "redis://r", "mongodb://m")  # type: ignore[arg-type]
    assert given == {"CACHE_URL": "redis://r", "MONGO_URL": "mongodb://m"}
    derived = {
        name for name, source in variable_sources(stacks["prod"], "worker").items() if source == "derived"
    }
    assert derived == {*given, *plain_variables(stacks["prod"], "worker")}


def test_an_address_that_nobody_wants_is_given_to_nobody(stack_files: StackFiles) -> None:
    settings = parse("dev", {**stack_files["dev"], "names": {"REDIS_URL": "none"}})
    assert "REDIS_URL" not in variable_sources(settings, "api")
    assert address_variables(settings, "redis://r", None) == {}  # type: ignore[arg-type]


def test_no_rule_has_anything_against_it(stack_files: StackFiles, stacks: dict[str, Settings]) -> None:
    blueprint = {stack: parse(stack, stack_files[stack]) for stack in stacks}
    assert violations(stacks) == violations(blueprint)


def test_a_site_may_call_its_own_api_under_any_name(stack_files: StackFiles) -> None:
    values = vite_values(stack_files, "dev")
    values["frontend"]["env"] = {"VITE_SOCKET": "wss://api.dev.bondigoo.ch/live"}
    stacks = {**vite_settings(stack_files), "dev": parse("dev", values)}
    assert [v for v in violations(stacks) if v.key.startswith("frontend.env")] == []


@pytest.mark.parametrize(
    ("mail", "given"),
    [
        ({"kind": "mailjet", "sender": "a@bondigoo.ch"}, {"MAILJET_SENDER_EMAIL": "a@bondigoo.ch"}),
        ({"kind": "sendgrid", "sender": "a@bondigoo.ch"}, {"EMAIL_FROM": "a@bondigoo.ch"}),
        (
            {"kind": "smtp", "sender": "a@bondigoo.ch", "host": "m.example.org"},
            {"EMAIL_FROM": "a@bondigoo.ch"},
        ),
        ({"kind": "mailtrap"}, {}),
        ({"kind": "none"}, {}),
    ],
)
def test_the_sender_reaches_the_application_with_every_mail_service(
    stack_files: StackFiles, mail: dict[str, str], given: dict[str, str]
) -> None:
    variables = plain_variables(parse("dev", {**stack_files["dev"], "mail": mail}), "worker")
    senders = ("MAILJET_SENDER_EMAIL", "EMAIL_FROM")
    assert {name: variables[name] for name in senders if name in variables} == given


def test_where_no_sender_is_derived_a_plain_one_may_be_set(stack_files: StackFiles) -> None:
    values = {**stack_files["staging"], "env": {"EMAIL_FROM": "test@bondigoo.ch"}}
    assert [v for v in violations({"staging": parse("staging", values)}) if v.key.startswith("env.")] == []


def test_a_cloudinary_address_is_compared_with_the_setting_that_no_variable_holds(
    stack_files: StackFiles,
) -> None:
    values = stack_files["dev"]
    values["names"] = values["frontend"]["names"] = {"CLOUDINARY_CLOUD_NAME": "none"}
    values["secrets"]["CLOUDINARY_URL"] = "env"
    known = {"dev": {"CLOUDINARY_URL": cloudinary("bondigoo-prod")}}
    (found,) = [v for v in violations({"dev": parse("dev", values)}, known) if v.of_value]
    assert (found.key, found.what) == ("secrets.CLOUDINARY_URL", "differs from `cloudinary`")


@pytest.mark.parametrize(
    ("part", "line"),
    [
        (
            {"names": {"CORS_ORIGINS": "A"}},
            "names.CORS_ORIGINS: is not one of the possible values, perhaps CORS_ORIGIN was meant; ",
        ),
        ({"names": {"NODE_ENV": "A"}}, "names.NODE_ENV: is not one of the possible values"),
        ({"names": {"CORS_ORIGIN": None}}, "names.CORS_ORIGIN: is empty; write a value"),
        ({"names": {"CORS_ORIGIN": "NONE"}}, "names.CORS_ORIGIN: is no name; write none, in small letters"),
        (
            {"names": {"CORS_ORIGIN": "webOrigins"}},
            "names.CORS_ORIGIN: is not a variable name; write capitals",
        ),
        ({"names": {"CORS_ORIGIN": "PORT"}}, "names.CORS_ORIGIN: is set by Render itself"),
        (
            {"frontend": {"mode": "branch", "project": "shop", "names": {"API": "VITE_A"}}},
            "frontend.names.API: is not one of the possible values, perhaps API_URL was meant; ",
        ),
        (
            {"frontend": {"mode": "branch", "project": "shop", "envPrefix": "VITE"}},
            "frontend.envPrefix: has the wrong form; write it like VITE_",
        ),
    ],
)
def test_a_name_that_means_nothing_is_one_line(
    stack_files: StackFiles, part: dict[str, Any], line: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        parse("dev", {**stack_files["dev"], **part})
    (found,) = str(refused.value).splitlines()
    assert found.startswith(f"Pulumi.dev.yaml: {line}")


def test_every_derived_variable_but_nodes_own_and_the_databases_can_be_renamed() -> None:
    derived = {
        (v.name, v.readers == SITE) for v in CONTRACT if v.kind == "derived" and v.source != "database"
    }
    named = {(name, False) for name in get_args(ServiceVariable)} | {
        (n, True) for n in get_args(SiteVariable)
    }
    assert derived - named == {("NODE_ENV", False)}
    assert named - derived == set()


def test_local_files_have_its_folders_names_and_port(stacks: dict[str, Settings]) -> None:
    project = stacks["prod"].frontend
    assert project.mode == "own"
    files = local_files(stacks["dev"], {}, project)
    assert files["web"] == {
        "VITE_BACKEND": "http://localhost:5000",
        "VITE_LAUNCHED": "true",
        "VITE_FRONTEND_URL": "http://localhost:5174",
        "VITE_FEATURE": "on",
    }
    server = files["server"]
    assert {name: server[name] for name in ("APP_ENV", "WEB_ORIGINS", "CACHE_URL", "PORT", "MONGO_URL")} == {
        "APP_ENV": "local",
        "WEB_ORIGINS": "http://localhost:5174",
        "CACHE_URL": "redis://localhost:6379",
        "PORT": "5000",
        "MONGO_URL": "",
    }
    assert {"CORS_ORIGIN", "ALLOWED_ORIGINS", "BULLMQ_PREFIX", "REDIS_URL", "ENVIRONMENT_NAME"} & {
        *server
    } == set()


def test_a_site_that_no_list_names_is_where_its_framework_serves_it(stacks: dict[str, Settings]) -> None:
    project = stacks["staging"].frontend
    assert project.mode == "own"
    assert site_address(stacks["staging"], project) == "http://localhost:5173"
    assert site_address(stacks["staging"], None) == "http://localhost:3000"


def test_a_site_and_a_server_of_one_folder_have_one_file(stack_files: StackFiles) -> None:
    values = vite_values(stack_files, "staging")
    values["frontend"]["rootDirectory"] = values["api"]["rootDir"] = "app"
    settings = parse("staging", values)
    assert settings.frontend.mode == "own"
    files = local_files(settings, {}, settings.frontend)
    assert {"VITE_BACKEND", "WEB_ORIGINS"} <= {*files["app"]}


def test_the_scan_tells_its_variables_by_prefix_and_folder(
    tmp_path: Path, stacks: dict[str, Settings]
) -> None:
    for folder in ("web", "server"):
        (tmp_path / folder).mkdir()
    (tmp_path / "web" / "index.html").write_text("<p>%VITE_TITLE% %MODE% %OTHER%</p>")
    (tmp_path / "web" / "a.ts").write_text(
        "const { VITE_BACKEND, MODE, DEV } = import.meta.env; use(import.meta.env.VITE_VERCEL_ENV)"
    )
    (tmp_path / "server" / "a.js").write_text(
        "const { WEB_ORIGINS, CORS_ORIGIN, MODE, VITE_LAUNCHED } = process.env"
    )
    who = sides(stacks.values())
    assert who == Sides("web", ("server",), ("VITE_",))
    files = listing(tmp_path)
    report = compare(scan(tmp_path, files, who), merged(stacks.values()), files)
    assert [(name.name, name.readers) for name in report.missing] == [
        ("CORS_ORIGIN", ("server",)),
        ("MODE", ("server",)),
        ("VITE_TITLE", ("frontend",)),
    ]
    assert [name.name for name in report.platform] == ["DEV", "MODE", "VITE_VERCEL_ENV"]
    unread = {name.name for name in report.unread}
    assert {"VITE_BACKEND", "VITE_LAUNCHED", "WEB_ORIGINS"} & unread == set()
    assert {"VITE_FEATURE", "VITE_FRONTEND_URL", "APP_ENV", "CACHE_URL", "MONGO_URL"} <= unread


def test_a_servers_folder_inside_the_front_ends_is_the_servers() -> None:
    who = Sides(".", ("server",), ())
    assert [who.in_browser(file) for file in ("src/a.ts", "server/a.js", "servers/a.js")] == [
        True,
        False,
        True,
    ]
    assert Sides("web", (".",), ()).in_browser("web/a.ts")


def test_parity_calls_its_names_known(stacks: dict[str, Settings]) -> None:
    table = as_table(parity(stacks), stacks)
    assert "CACHE_URL" in table
    assert "VITE_BACKEND" in table
    unknown = {line.split()[1] for line in table.splitlines() if "(not in the contract)" in line}
    assert unknown == {"VITE_FEATURE"}


def test_the_audit_takes_its_plain_values_for_no_secrets(stacks: dict[str, Settings]) -> None:
    live = {stack: [{"WEB_ORIGINS": "https://same.bondigoo.ch"}] for stack in stacks}
    assert findings(stacks, live) == []
    assert findings(stacks, {stack: [{"OTHER_VALUE": "same-in-both-of-them"}] for stack in stacks}) != []


def test_a_name_that_a_derived_variable_has_left_may_be_a_secrets(stack_files: StackFiles) -> None:
    stacks = {stack: vite_values(stack_files, stack) for stack in ("prod", "dev")}
    for values in stacks.values():
        values["secrets"]["REDIS_URL"] = "ui"
    settings = {stack: parse(stack, values) for stack, values in stacks.items()}
    live = {stack: [{"REDIS_URL": "same-in-both-of-them"}] for stack in settings}
    assert [v for v in violations(settings) if v.key == "secrets.REDIS_URL"] == []
    (found,) = findings(settings, live)
    assert found.what == "has the same value as REDIS_URL of Pulumi.prod.yaml"


@pytest.mark.parametrize("name", ["VITE_MAPS_API_KEY", "NEXT_PUBLIC_MAPS_API_KEY", "PUBLIC_MAPS_API_KEY"])
def test_a_public_variable_of_another_framework_is_no_secret_by_its_name(name: str) -> None:
    assert not is_secret_name(name)
    assert is_secret_name(f"MY_{name}")
