"""What a stack file can and cannot say, and how a person is told."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from config.parse import parse, parse_text, read_stack_file
from config.types import _origin
from config.violations import SettingsError
from tests.companies import BONDIGOO
from tests.conftest import StackFiles

Break = Callable[[dict[str, Any]], object]


def faults(stack: str, values: dict[str, Any]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        parse(stack, values)
    return str(caught.value).splitlines()


BROKEN: list[tuple[Break, str]] = [
    (
        lambda v: v.pop("branch"),
        "Pulumi.dev.yaml: branch: is missing (the Git branch that Render and Vercel deploy); add it",
    ),
    (
        lambda v: v["database"].pop("host"),
        "Pulumi.dev.yaml: database.host: is missing (the cluster's SRV host, without scheme; the "
        "update that makes an owned one says it); add it",
    ),
    (
        lambda v: v.update(brunch="develop"),
        "Pulumi.dev.yaml: brunch: is not a key of this file, perhaps branch was meant; correct or remove it",
    ),
    (
        lambda v: v["redis"].update(connexion="internal"),
        "Pulumi.dev.yaml: redis.connexion: is not a key of this file, perhaps connection was meant; "
        "correct or remove it",
    ),
    (
        lambda v: v.update(launched="maybe"),
        "Pulumi.dev.yaml: launched: has the wrong type or size: input should be a valid boolean",
    ),
    (
        lambda v: v.update(launched="yes"),
        "Pulumi.dev.yaml: launched: is a word and not a boolean; write true or false, in small letters",
    ),
    (
        lambda v: v.update(corsOrigins="https://dev.bondigoo.ch"),
        "Pulumi.dev.yaml: corsOrigins: is one value where a list belongs; "
        "write each on a line of its own, after `- `",
    ),
    (
        lambda v: v["corsOrigins"].append("https://dev.bondigoo.ch/"),
        "Pulumi.dev.yaml: corsOrigins[2]: is not exactly what a browser sends (no path, trailing slash, "
        "space or upper case); the API compares byte for byte and would refuse it; "
        "write https://dev.bondigoo.ch",
    ),
    (
        lambda v: v["corsOrigins"].append("https://*.vercel.app"),
        "Pulumi.dev.yaml: corsOrigins[2]: has a wildcard; the API compares origins as plain text; "
        "name each origin",
    ),
    (
        lambda v: v.update(apiUrl="http://api.dev.bondigoo.ch"),
        "Pulumi.dev.yaml: apiUrl: is not encrypted; only http://localhost may be; "
        "write https://api.dev.bondigoo.ch",
    ),
    (
        lambda v: v.update(apiUrl="https://api.dev.bondigoo.ch:8443"),
        "Pulumi.dev.yaml: apiUrl: is not the address of a deployed site; write https:// and a full host name",
    ),
    (
        lambda v: v["api"].update(healthCheckPath="health"),
        "Pulumi.dev.yaml: api.healthCheckPath: has the wrong form; write it like /healthz",
    ),
    (
        lambda v: v["database"].update(ipAccessList=[{"cidr": "999.1.1.1/99", "description": "x"}]),
        "Pulumi.dev.yaml: database.ipAccessList[0].cidr: is not a range of IPv4 addresses: "
        "Octet 999 (> 255) not permitted in '999.1.1.1'; write it like 203.0.113.0/24",
    ),
    (
        lambda v: v["worker"].update(plan="free"),
        "Pulumi.dev.yaml: worker.plan: is not sold; Render's free tier has no background workers "
        "(render.com/docs/free); write starter, the smallest paid plan, or have the API's own process run "
        "the jobs",
    ),
    (
        lambda v: v["api"].update(plan="tiny"),
        "Pulumi.dev.yaml: api.plan: is not one of the possible values; write 'free', 'starter', 'standard', "
        "'pro', 'pro_plus', 'pro_max', 'pro_ultra', '0.5c-512mb', '1c-2g', '2c-4g', '2c-8g', '2c-16g', "
        "'4c-8g', '4c-16g', '4c-32g', '8c-16g', '8c-32g', '8c-64g', '12c-24g', '12c-48g' or '12c-96g'",
    ),
    (
        lambda v: v.update(redis={**v["redis"], "mode": "dedicated", "plan": "free"}),
        "Pulumi.dev.yaml: redis.plan: does not keep its data; a free Key Value instance has no disk, and a "
        "restart loses every queued job; write starter, the smallest paid plan",
    ),
    (
        lambda v: v["database"].update(host="mongodb+srv://x.y.mongodb.net"),
        "Pulumi.dev.yaml: database.host: is not the host of an Atlas cluster; the services would find no "
        "database; write what stands between @ and / in Atlas's connection string, like "
        "shop.ab12c.mongodb.net",
    ),
    *(
        (
            lambda v, name=name: v.update(branch=name),
            "Pulumi.dev.yaml: branch: is not a Git branch; nothing would ever be deployed; "
            "write its name, such as main",
        )
        for name in ("feature..x", "refs/heads/main", "HEAD", "0aB1" * 10)
    ),
    (
        lambda v: v["frontend"].update(project="Bondigoo Platform"),
        "Pulumi.dev.yaml: frontend.project: has the wrong form; write it like shop-platform-staging",
    ),
    (
        lambda v: v.update(cloudinary="My Cloud"),
        "Pulumi.dev.yaml: cloudinary: has the wrong form; write it like shop-testing",
    ),
    (
        lambda v: v["mail"].update(sender="Ada <ada@bondigoo.ch>"),
        "Pulumi.dev.yaml: mail.sender: has the wrong form; write it like hello@example.org",
    ),
    (
        lambda v: v["mail"].update(host="smtp.example.org"),
        "Pulumi.dev.yaml: mail.host: is not a key of this file; correct or remove it",
    ),
    (
        lambda v: v.update(mail={"kind": "smtp", "sender": "a@bondigoo.ch"}),
        "Pulumi.dev.yaml: mail.host: is missing (the SMTP server); add it",
    ),
    (
        lambda v: v.update(mail={"kind": "pigeon"}),
        "Pulumi.dev.yaml: mail: does not say which kind it is; "
        "write kind: 'mailjet', 'sendgrid', 'smtp', 'mailtrap', 'none'",
    ),
    (
        lambda v: v.update(acknowledge={"sharedDatabas": "because"}),
        "Pulumi.dev.yaml: acknowledge.sharedDatabas: is not one of the possible values, perhaps "
        "sharedDatabase was meant; "
        "write 'apiOnBareDomain', 'bareDomainElsewhere', 'branchOfProject', 'buildVariables', "
        "'dedicatedAddresses', 'freeApi', 'paidWorker', 'preLaunchPage', 'publicTestSite', "
        "'severalInstances', 'sharedDatabase', 'sharedRedis', 'siteElsewhere', "
        "'stagingDiffers', 'testStripeBeforeLaunch' or 'valuesAsTheyAre'",
    ),
    (
        lambda v: v.update(acknowledge={"sharedDatabase": ""}),
        "Pulumi.dev.yaml: acknowledge.sharedDatabase: is empty; write a text",
    ),
    (
        lambda v: v.update(api="bondigoo-api-dev"),
        "Pulumi.dev.yaml: api: is a value where keys of its own belong; write them indented below it",
    ),
    (
        lambda v: v["api"].update(maintenance=True),
        "Pulumi.dev.yaml: api.maintenance: is a value where keys of its own belong; write them indented "
        "below it: enabled, uri",
    ),
    (
        lambda v: v["api"].update(maintenance={"enabled": True, "uri": "http://status.example.org"}),
        "Pulumi.dev.yaml: api.maintenance.uri: has the wrong form; write it like "
        "https://status.example.org/maintenance",
    ),
    (
        lambda v: v["worker"].update(maxShutdownDelaySeconds="2m"),
        "Pulumi.dev.yaml: worker.maxShutdownDelaySeconds: is not a whole number; write one, without a unit "
        "and without quotes",
    ),
    (
        lambda v: v["redis"].update(mode="split"),
        "Pulumi.dev.yaml: redis: does not say which kind it is; write mode: 'dedicated', 'shared'",
    ),
    (
        lambda v: v["api"]["env"].update(PORT="5000"),
        "Pulumi.dev.yaml: api.env.PORT: is set by Render itself; a value of ours would break its port "
        "detection; remove it",
    ),
    (
        lambda v: v["render"].update(ownerId="bondigoo"),
        "Pulumi.dev.yaml: render.ownerId: has the wrong form; write it like tea- and 20 letters or digits",
    ),
]


@pytest.mark.parametrize(("damage", "line"), BROKEN, ids=[line.split(": ")[1] for _, line in BROKEN])
def test_a_fault_is_one_line_with_place_reason_and_remedy(
    stack_files: StackFiles, damage: Break, line: str
) -> None:
    values = stack_files["dev"]
    damage(values)
    assert faults("dev", values) == [line]


def test_all_faults_are_reported_at_once(stack_files: StackFiles) -> None:
    values = stack_files["prod"]
    del values["branch"]
    values.update(extra=1, launched=1)
    assert [line.split(": ")[1] for line in faults("prod", values)] == ["branch", "launched", "extra"]


def test_an_unknown_stack_is_refused_with_the_known_ones(stack_files: StackFiles) -> None:
    assert faults("production", stack_files["prod"]) == [
        "Pulumi.production.yaml: 'production' is not an environment of this program; "
        "choose one of prod, staging, dev"
    ]


def as_text(values: dict[str, Any]) -> dict[str, str]:
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}


def test_pulumis_own_form_gives_the_same_settings_as_the_file(stack_files: StackFiles) -> None:
    values = {**as_text(stack_files["dev"]), "STRIPE_SECRET_KEY": "[secret]"}
    assert parse_text("dev", values) == read_stack_file(BONDIGOO, "dev")


def test_a_value_of_a_text_key_stays_text_even_if_it_looks_like_a_number(stack_files: StackFiles) -> None:
    assert parse_text("dev", {**as_text(stack_files["dev"]), "branch": "123"}).branch == "123"


def test_a_file_that_pulumi_rewrote_reads_as_before(tmp_path: Path, stack_files: StackFiles) -> None:
    values = {f"shop:{key}": value for key, value in stack_files["dev"].items()}
    values.update({"shop:launched": "true", "vercel:team": "somebody else's"})
    (tmp_path / "Pulumi.yaml").write_text("name: shop")
    (tmp_path / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"encryptionsalt": "v1:x", "config": values}))
    assert read_stack_file(tmp_path, "dev") == read_stack_file(BONDIGOO, "dev")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (None, "Pulumi.dev.yaml: cannot be read: No such file or directory"),
        ("config: [", "Pulumi.dev.yaml: is not valid YAML in line 1: expected the node content"),
        ("config:\n  a: 1\n  a: 2", "Pulumi.dev.yaml: is not valid YAML in line 3: key 'a' stands twice"),
        ("config: {? [a]: 1}", "Pulumi.dev.yaml: is not valid YAML"),
        ("a: \x07", "Pulumi.dev.yaml: is not valid YAML: unacceptable character"),
        (
            "branch: develop",
            "Pulumi.dev.yaml: has no `config:` mapping; every setting of the environment belongs there",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(tmp_path: Path, text: str | None, line: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop")
    if text is not None:
        (tmp_path / "Pulumi.dev.yaml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        read_stack_file(tmp_path, "dev")
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_utf_8_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop")
    (tmp_path / "Pulumi.dev.yaml").write_bytes(b"# caf\xe9")
    with pytest.raises(SettingsError, match=r"Pulumi.dev.yaml: is not UTF-8 \(byte 5\); save it as UTF-8"):
        read_stack_file(tmp_path, "dev")


@given(st.from_regex(r"https://[a-z0-9]{1,10}(\.[a-z][a-z0-9]{1,9}){1,3}(:8[0-9]{1,3})?", fullmatch=True))
def test_what_a_browser_sends_as_an_origin_is_accepted_unchanged(origin: str) -> None:
    assert _origin(origin) == origin


@given(st.text(alphabet="abZ0.,:/ *-\t", max_size=12))
def test_an_accepted_origin_survives_the_applications_split_and_comparison(text: str) -> None:
    try:
        origin = _origin("https://" + text)
    except ValueError:
        return
    assert "," not in origin
    assert origin == origin.strip().lower().rstrip("/")


def test_a_key_beside_config_is_refused_because_nobody_would_read_it(tmp_path: Path) -> None:
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        shutil.copy(BONDIGOO / name, tmp_path)
    with (tmp_path / "Pulumi.dev.yaml").open("a") as file:
        file.write("encryptionsalt: v1:x\nfreeze: true\n")
    with pytest.raises(SettingsError) as caught:
        read_stack_file(tmp_path, "dev")
    assert str(caught.value) == (
        "Pulumi.dev.yaml: freeze: stands outside `config:`; nobody reads it there; indent it by two spaces, "
        "so that it belongs to `config:`"
    )
