"""Taking over services and Key Value instances that somebody has made, against the emulated API."""

from typing import Any

import pytest

from render.background_worker import BackgroundWorkerProvider
from render.errors import RenderError
from render.key_value import KeyValueProvider
from render.web_service import WebServiceProvider
from tests.unit.render_support import KEY_VALUE, REPO, WEB, WORKER, Emulated

SECRET = "s3cr3t-value"


def by_hand(render: Emulated, wanted: dict[str, Any] = WEB, **changes: Any) -> str:
    """A service as a person made it: another name, plan and branch, some variables of its own."""
    made = {**wanted, "name": "old-api", "plan": "standard", "branch": "legacy", **changes}
    made["env"] = {"A": "one", "BY_HAND": "kept"}
    kind = WebServiceProvider() if wanted is WEB else BackgroundWorkerProvider()
    service_id = kind.create(made).id
    render.forget_requests()
    return service_id


def failures(checked: Any) -> list[tuple[str, str]]:
    return [(failure.property, failure.reason) for failure in checked.failures]


@pytest.mark.proves("R74")
def test_a_preview_says_what_an_adoption_would_change_and_writes_nothing(
    render: Emulated, capsys: pytest.CaptureFixture[str]
) -> None:
    service_id = by_hand(render)
    capsys.readouterr()
    assert failures(WebServiceProvider().check({}, {**WEB, "adopt": service_id})) == []
    assert capsys.readouterr().out.splitlines() == [
        f"old-api: adopts {service_id}; nothing is created, replaced or deleted at Render",
        "old-api:   ~ name: 'old-api' => 'api'",
        "old-api:   ~ branch: 'legacy' => 'main'",
        "old-api:   ~ plan: 'standard' => 'starter'",
        "old-api:   + adds env SECRET",
        "old-api:   = leaves alone env BY_HAND",
    ]
    assert render.writes() == []


@pytest.mark.proves("R74")
def test_an_adoption_brings_the_service_in_line_and_creates_nothing(render: Emulated) -> None:
    service_id = by_hand(render)
    created = WebServiceProvider().create({**WEB, "adopt": service_id})
    assert created.id == service_id
    prefix = f"/services/{service_id}"
    assert render.writes() == [f"PATCH {prefix}", f"PUT {prefix}/env-vars/SECRET"]
    assert render.service(service_id)["_env"] == {"A": "one", "BY_HAND": "kept", "SECRET": SECRET}
    read = WebServiceProvider().read(service_id, created.outs or {})
    assert read.outs == created.outs
    assert (
        WebServiceProvider().diff(service_id, read.outs or {}, {**WEB, "adopt": service_id}).changes is False
    )
    assert WebServiceProvider().diff(service_id, read.outs or {}, WEB).changes is False


def test_an_adoption_that_changes_nothing_deploys_nothing(render: Emulated) -> None:
    first = WebServiceProvider().create(WEB)
    render.forget_requests()
    adopted = WebServiceProvider().create({**WEB, "adopt": first.id})
    assert (adopted.outs or {})["revision"] == (first.outs or {})["revision"]
    assert render.writes() == []


def test_an_adoption_that_writes_is_told_from_every_other(render: Emulated) -> None:
    service_id = by_hand(render)
    seen = []
    for branch in ("main", "other"):
        adopted = WebServiceProvider().create({**WEB, "branch": branch, "adopt": service_id})
        seen.append((adopted.outs or {})["revision"])
        render.client.post(f"/services/{service_id}/deploys", {})
    assert seen[0] != seen[1]
    assert all("+1@" in text for text in seen)


def test_an_adoption_of_variables_that_was_cut_off_before_its_deploy_is_deployed(render: Emulated) -> None:
    first = WebServiceProvider().create({**WEB, "env": {"A": "one"}})
    render.forget_requests()
    wanted = {**WEB, "adopt": first.id}
    WebServiceProvider().create(wanted)
    prefix = f"/services/{first.id}"
    assert render.writes() == [f"PATCH {prefix}", f"PUT {prefix}/env-vars/SECRET"]
    again = WebServiceProvider().create(wanted).outs or {}
    deploy = (first.outs or {})["revision"]
    assert again["revision"] == f"{deploy}+1@{deploy}"
    assert len(render.writes()) == 2


@pytest.mark.parametrize(
    "setting", [{}, {"auto_deploy_trigger": "off"}, {"name": "renamed"}, {"branch": "other"}]
)
@pytest.mark.parametrize("writes", [1, 2])
def test_an_adoption_that_was_cut_off_after_any_write_is_deployed(
    render: Emulated, setting: dict[str, Any], writes: int
) -> None:
    first = WebServiceProvider().create({**WEB, "env": {"A": "one"}})
    wanted = {**WEB, **setting, "adopt": first.id}
    render.cut_off(writes, lambda: WebServiceProvider().create(wanted))
    again = WebServiceProvider().create(wanted).outs or {}
    assert again["revision"].startswith(f"{(first.outs or {})['revision']}+")


def test_a_service_that_was_never_deployed_is_by_its_adoption(render: Emulated) -> None:
    first = WebServiceProvider().create(WEB)
    render.cloud.render["deploys"][first.id].clear()
    adopted = WebServiceProvider().create({**WEB, "adopt": first.id}).outs or {}
    assert adopted["revision"] == "+1@"


@pytest.mark.parametrize(
    ("changes", "difference"),
    [
        ({"region": "oregon"}, "its region is frankfurt, not oregon"),
        ({"owner_id": "tea-other"}, "its owner is tea-00000000000000000001, not tea-other"),
        ({"repo": f"{REPO}2"}, "its repository is https://github.com/example/app, not"),
    ],
)
def test_a_service_that_is_not_what_was_meant_is_refused_at_preview_and_by_up(
    render: Emulated, changes: dict[str, str], difference: str
) -> None:
    service_id = by_hand(render)
    wanted = {**WEB, **changes, "adopt": service_id}
    ((property_, reason),) = failures(WebServiceProvider().check({}, wanted))
    assert property_ == "adopt"
    assert difference in reason
    with pytest.raises(RenderError, match="cannot be adopted"):
        WebServiceProvider().create(wanted)
    assert render.writes() == []


def test_a_worker_cannot_adopt_a_web_service(render: Emulated) -> None:
    service_id = by_hand(render)
    ((_, reason),) = failures(BackgroundWorkerProvider().check({}, {**WORKER, "adopt": service_id}))
    assert "its type is web_service, not background_worker" in reason


def test_an_id_that_leads_nowhere_is_one_line(render: Emulated) -> None:
    ((_, reason),) = failures(WebServiceProvider().check({}, {**WEB, "adopt": "srv-0"}))
    assert reason.startswith("api: there is no service srv-0 to adopt: correct the id")


def test_a_variable_of_somebody_else_with_another_value_is_a_conflict_without_its_value(
    render: Emulated,
) -> None:
    service_id = by_hand(render)
    wanted = {**WEB, "adopt": service_id, "env": {"A": SECRET, "BY_HAND": "kept"}}
    ((property_, reason),) = failures(WebServiceProvider().check({}, wanted))
    assert (property_, reason[:2]) == ("overwrite", "A:")
    assert SECRET not in reason
    with pytest.raises(RenderError, match=r"api: A: set at Render to another value"):
        WebServiceProvider().create(wanted)
    assert render.writes() == []


def test_overwrite_takes_such_a_variable_over(render: Emulated, capsys: pytest.CaptureFixture[str]) -> None:
    service_id = by_hand(render)
    wanted = {**WEB, "adopt": service_id, "env": {"A": "two"}, "overwrite": ["A"]}
    assert failures(WebServiceProvider().check({}, wanted)) == []
    assert "old-api:   ~ overwrites env A" in capsys.readouterr().out
    WebServiceProvider().create(wanted)
    assert render.service(service_id)["_env"] == {"A": "two", "BY_HAND": "kept"}


def test_an_update_that_names_a_foreign_variable_is_refused_at_preview_and_by_up(render: Emulated) -> None:
    created = WebServiceProvider().create(WEB)
    render.service(created.id)["_env"]["NEW"] = "by hand"
    render.forget_requests()
    wanted = {**WEB, "branch": "other", "env": {**WEB["env"], "NEW": SECRET}}
    ((property_, _),) = failures(WebServiceProvider().check(WEB, wanted))
    assert property_ == "overwrite"
    with pytest.raises(RenderError, match="api: NEW: set at Render"):
        WebServiceProvider().update(created.id, created.outs or {}, wanted)
    assert render.writes() == []
    assert (
        failures(WebServiceProvider().check(WEB, {**wanted, "env": {**WEB["env"], "NEW": "by hand"}})) == []
    )


def test_what_is_adopted_cannot_become_another_service(render: Emulated) -> None:
    created = WebServiceProvider().create(WEB)
    with pytest.raises(RenderError, match=rf"`adopt` names srv-0, but this resource is {created.id}"):
        WebServiceProvider().diff(created.id, created.outs or {}, {**WEB, "adopt": "srv-0"})


def test_a_variable_that_a_person_still_has_to_set_is_named(
    render: Emulated, capsys: pytest.CaptureFixture[str]
) -> None:
    WebServiceProvider().create({**WEB, "external_env": ["MAIL_KEY"]})
    assert "api: still to be set by hand in Render's dashboard: MAIL_KEY" in capsys.readouterr().out


@pytest.mark.proves("R74", "C6")
def test_a_key_value_is_adopted_with_its_changes_announced(
    render: Emulated, capsys: pytest.CaptureFixture[str]
) -> None:
    first = KeyValueProvider().create({**KEY_VALUE, "name": "old-redis"})
    instance = render.cloud.render["keyValues"][first.id]
    instance["options"]["maxmemoryPolicy"] = "allkeys_lru"
    render.forget_requests()
    capsys.readouterr()
    wanted = {**KEY_VALUE, "adopt": first.id}
    assert failures(KeyValueProvider().check({}, wanted)) == []
    assert capsys.readouterr().out.splitlines() == [
        f"old-redis: adopts {first.id}; nothing is created, replaced or deleted at Render",
        "old-redis:   ~ name: 'old-redis' => 'redis'",
        "old-redis:   ~ maxmemory_policy: 'allkeys_lru' => 'noeviction'",
    ]
    adopted = KeyValueProvider().create(wanted)
    assert adopted.id == first.id
    assert render.writes() == [f"PATCH /key-value/{first.id}"]
    assert KeyValueProvider().read(first.id, adopted.outs or {}).outs == adopted.outs


@pytest.mark.parametrize(
    ("changes", "property_", "reason"),
    [
        ({"region": "oregon"}, "adopt", "its region is frankfurt, not oregon"),
        ({"plan": "starter"}, "plan", "Render cannot shrink 'standard' to 'starter'"),
    ],
)
def test_a_key_value_that_cannot_be_what_is_wanted_is_refused_at_preview(
    render: Emulated, changes: dict[str, str], property_: str, reason: str
) -> None:
    first = KeyValueProvider().create({**KEY_VALUE, "plan": "standard"})
    ((found, text),) = failures(KeyValueProvider().check({}, {**KEY_VALUE, **changes, "adopt": first.id}))
    assert found == property_
    assert reason in text
