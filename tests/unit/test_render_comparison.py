from typing import Any

import pytest

from render import key_value_settings
from render.comparison import UNKNOWN, changed, is_unknown, kept_spelling
from render.plans import is_downgrade, key_value_plan, service_plan
from render.service_settings import SETTINGS, changed_settings
from tests.unit.render_support import KEY_VALUE, WEB

SETTING = {setting.name: setting for setting in SETTINGS}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"plan": "0.5c-512mb"}, {"plan": "starter"}),
        ({"plan": "starter"}, {"plan": "0.5c-512mb"}),
        ({"root_dir": ""}, {}),
        ({}, {"root_dir": ""}),
        ({"health_check_path": None}, {"health_check_path": ""}),
        ({"num_instances": 2.0}, {"num_instances": 2}),
        ({"num_instances": 3}, {}),
        ({"max_shutdown_delay_seconds": 30}, {}),
        ({"auto_deploy_trigger": "commit"}, {}),
        ({"build_command": "npm ci"}, {"build_command": "npm ci\n"}),
        ({"repo": "https://github.com/example/app.git"}, {"repo": "https://github.com/Example/app/"}),
        ({}, {"render_subdomain_policy": "enabled"}),
        ({"render_subdomain_policy": "enabled"}, {}),
        ({"maintenance_mode": None}, {"maintenance_mode": {"enabled": False, "uri": ""}}),
        ({}, {"build_filter": {"paths": [], "ignored_paths": []}}),
        (
            {"build_filter": {"paths": ["b", "a"]}},
            {"build_filter": {"paths": ["a", "b"], "ignored_paths": []}},
        ),
        ({"previews": "off", "environment_id": "evm-1"}, {}),
        ({"previews": None, "environment_id": None}, {}),
        ({"slug": "api", "url": "https://api.onrender.com", "revision": "dep-1"}, {}),
    ],
)
def test_the_same_wish_in_other_words_is_no_change(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert changed_settings({**WEB, **old}, {**WEB, **new}) == []


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ({}, {"plan": "standard"}, ["plan"]),
        ({"root_dir": "api"}, {}, ["root_dir"]),
        ({"health_check_path": "/health"}, {}, ["health_check_path"]),
        ({"pre_deploy_command": "npm run migrate"}, {"pre_deploy_command": ""}, ["pre_deploy_command"]),
        ({}, {"num_instances": 2}, ["num_instances"]),
        ({"render_subdomain_policy": "disabled"}, {}, ["render_subdomain_policy"]),
        ({"maintenance_mode": {"enabled": True, "uri": ""}}, {}, ["maintenance_mode"]),
        ({"build_filter": {"paths": ["a"], "ignored_paths": []}}, {}, ["build_filter"]),
        ({}, {"region": UNKNOWN, "branch": "develop"}, ["region", "branch"]),
        ({"build_command": None}, {}, ["build_command"]),
    ],
)
def test_another_wish_is_a_change(old: dict[str, Any], new: dict[str, Any], names: list[str]) -> None:
    assert changed_settings({**WEB, **old}, {**WEB, **new}) == names


def test_a_value_that_is_gone_is_not_spelled_like_mine() -> None:
    allow_list = key_value_settings.SETTINGS[-1]
    assert kept_spelling(allow_list, [{"cidr_block": "192.0.2.1/32"}], None) is None


def test_an_allow_list_compares_without_order_and_empty_descriptions() -> None:
    one = {"cidr_block": "192.0.2.1/32", "description": ""}
    two = {"cidr_block": "192.0.2.2/32", "description": "office"}
    old = {**KEY_VALUE, "ip_allow_list": [two, one]}
    new = {**KEY_VALUE, "ip_allow_list": [{"cidr_block": "192.0.2.1/32"}, two]}
    assert changed(key_value_settings.SETTINGS, old, new) == []
    assert changed(key_value_settings.SETTINGS, old, KEY_VALUE) == ["ip_allow_list"]


def test_unknown_is_seen_at_any_depth() -> None:
    assert is_unknown({"env": [{"A": UNKNOWN}]})
    assert not is_unknown({"env": [{"A": ""}]})


def test_a_live_value_keeps_my_spelling_only_while_it_means_the_same() -> None:
    assert kept_spelling(SETTING["plan"], "starter", "0.5c-512mb") == "starter"
    assert kept_spelling(SETTING["plan"], "starter", "1c-2g") == "1c-2g"
    assert kept_spelling(SETTING["root_dir"], "api", "") == ""
    assert kept_spelling(SETTING["root_dir"], "", None) == ""


@pytest.mark.parametrize("plan", ["Pro Nango", "free", "12c-96g"])
def test_a_plan_without_an_alias_stands_for_itself(plan: str) -> None:
    assert service_plan(plan) == key_value_plan(plan) == plan


@pytest.mark.parametrize(
    ("old", "new", "smaller"),
    [
        ("standard", "starter", True),
        ("1g", "starter", True),
        ("starter", "free", True),
        ("starter", "256mb", False),
        ("free", "starter", False),
        ("custom", "free", False),
    ],
)
def test_a_key_value_plan_that_shrinks_is_known(old: str, new: str, smaller: bool) -> None:
    assert is_downgrade(old, new) is smaller
