"""Variables and deploys: what was changed is written once and deployed once, and nothing else is touched.

The tests of this module follow one program, in the order they stand here: what one left to do would be among
the writes of the next.
"""

import json
import re
from typing import Any

from tests.engine.by_hand import set_variable
from tests.engine.rehearsal import Done
from tests.engine.render_only_program import RenderOnly

SECRET = "another-secret-of-a-rehearsal"


def up_writes(program: RenderOnly) -> list[str]:
    return program.writes_during(lambda: program.up().ok())


def newest(program: RenderOnly, service: str) -> dict[str, Any]:
    return program.deploys(service)[0]


def stages(program: RenderOnly, service: str) -> list[str]:
    """The stages of the newest deploy: Render does not say afterwards whether there was a build."""
    cloud = json.loads((program.home.path / "cloud.json").read_text())
    deploys = cloud["render"]["deploys"][program.services()[service]["id"]]
    return list(deploys[-1]["_stages"])


def test_a_second_up_writes_nothing_and_a_variable_set_by_hand_survives_it_and_a_refresh_and_a_change(
    render_up: RenderOnly,
) -> None:
    set_variable(render_up, "shop-api", "BY_HAND", "kept")
    assert up_writes(render_up) == []
    render_up.refresh().ok()
    render_up.wanted["api"]["env"]["LOG_LEVEL"] = "info"
    render_up.up().ok()
    render_up.up().ok()
    assert render_up.variables("shop-api") == {
        "NODE_ENV": "production",
        "ORIGIN": "https://shop.example.org",
        "TOKEN": "api-token-of-a-rehearsal",
        "LOG_LEVEL": "info",
        "BY_HAND": "kept",
    }


def test_a_variable_that_leaves_the_program_leaves_render(render_up: RenderOnly) -> None:
    del render_up.wanted["api"]["env"]["LOG_LEVEL"]
    assert up_writes(render_up) == [
        "DELETE /services/shop-api/env-vars/LOG_LEVEL",
        "POST /services/shop-api/deploys",
    ]
    assert "LOG_LEVEL" not in render_up.variables("shop-api")


def test_five_changed_variables_are_five_writes_and_one_deploy(render_up: RenderOnly) -> None:
    keys = [f"FEATURE_{number}" for number in range(5)]
    render_up.wanted["api"]["env"].update(dict.fromkeys(keys, "off"))
    render_up.up().ok()
    render_up.wanted["api"]["env"].update(dict.fromkeys(keys, "on"))
    writes = up_writes(render_up)
    assert sorted(writes[:-1]) == [f"PUT /services/shop-api/env-vars/{key}" for key in keys]
    assert writes[-1] == "POST /services/shop-api/deploys"
    assert stages(render_up, "shop-api") == ["created", "build_in_progress", "update_in_progress", "live"]


def test_a_change_of_both_services_is_one_deploy_each(render_up: RenderOnly) -> None:
    for name in ("api", "worker"):
        render_up.wanted[name]["env"]["SHARED"] = "yes"
    assert sorted(up_writes(render_up)) == [
        "POST /services/shop-api/deploys",
        "POST /services/shop-worker/deploys",
        "PUT /services/shop-api/env-vars/SHARED",
        "PUT /services/shop-worker/env-vars/SHARED",
    ]


def test_a_key_that_a_person_takes_over_is_released_with_its_value(render_up: RenderOnly) -> None:
    del render_up.wanted["api"]["secret_env"]["TOKEN"]
    render_up.wanted["api"]["external_env"] = ["TOKEN"]
    assert [line for line in up_writes(render_up) if "env-vars" in line] == []
    assert render_up.variables("shop-api")["TOKEN"] == "api-token-of-a-rehearsal"


def test_a_variable_of_somebody_else_is_refused_by_preview_and_up_without_its_value(
    render_up: RenderOnly,
) -> None:
    render_up.wanted["api"]["secret_env"]["BY_HAND"] = SECRET
    found: list[Done] = []
    runs = lambda: found.extend([render_up.preview(), render_up.up()])  # noqa: E731
    assert render_up.writes_during(runs) == []
    for done in found:
        assert done.code != 0
        assert "BY_HAND: set at Render to another value by somebody else: name the variable" in done.text
        assert SECRET not in done.text
        assert "kept" not in done.text
        assert "Traceback" not in done.text


def test_overwrite_takes_it_over(render_up: RenderOnly) -> None:
    render_up.wanted["api"]["overwrite"] = ["BY_HAND"]
    assert up_writes(render_up) == [
        "PUT /services/shop-api/env-vars/BY_HAND",
        "POST /services/shop-api/deploys",
    ]
    assert render_up.variables("shop-api")["BY_HAND"] == SECRET


def test_a_plan_is_changed_once_and_deployed_without_a_build(render_up: RenderOnly) -> None:
    render_up.wanted["api"]["plan"] = "standard"
    before = render_up.control("instances?service=shop-api")
    assert up_writes(render_up) == ["PATCH /services/shop-api", "POST /services/shop-api/deploys"]
    after = render_up.control("instances?service=shop-api")
    assert (before["plan"], after["plan"]) == ("starter", "standard")
    assert after["deployId"] == newest(render_up, "shop-api")["id"]
    assert stages(render_up, "shop-api") == ["created", "update_in_progress", "live"]


def test_the_other_spelling_of_a_plan_is_no_change(render_up: RenderOnly) -> None:
    render_up.control("render", {"planEcho": "new"})
    assert render_up.services()["shop-api"]["serviceDetails"]["plan"] == "1c-2g"
    render_up.refresh().ok()
    render_up.preview("--expect-no-changes").ok()


def test_while_frozen_everything_is_written_and_nothing_deployed(render_up: RenderOnly) -> None:
    render_up.wanted["api_deploy"] = {"freeze": True}
    render_up.wanted["api"]["env"]["AFTER_FREEZE"] = "yes"
    before = render_up.control("instances?service=shop-api")
    assert up_writes(render_up) == ["PUT /services/shop-api/env-vars/AFTER_FREEZE"]
    assert render_up.control("instances?service=shop-api") == before
    render_up.preview("--expect-no-changes").ok()
    del render_up.wanted["api_deploy"]
    assert up_writes(render_up) == ["POST /services/shop-api/deploys"]
    after = render_up.control("instances?service=shop-api")
    assert set(after["envKeys"]) - set(before["envKeys"]) == {"AFTER_FREEZE"}


def test_a_suspended_service_is_written_and_not_deployed(render_up: RenderOnly) -> None:
    worker = render_up.services()["shop-worker"]["id"]
    render_up.api("POST", f"/services/{worker}/suspend", {})
    render_up.wanted["worker"]["env"]["SHARED"] = "no"
    texts: list[str] = []
    writes = render_up.writes_during(lambda: texts.append(render_up.up().ok().text))
    assert writes == ["PUT /services/shop-worker/env-vars/SHARED"]
    assert "shop-worker: is suspended, not deployed; it deploys when it is resumed" in texts[0]
    render_up.api("POST", f"/services/{worker}/resume", {})
    render_up.preview("--expect-no-changes").ok()


def test_a_failed_deploy_names_service_deploy_status_and_log_and_is_tried_again(
    render_up: RenderOnly,
) -> None:
    render_up.control("fail-deploy", {"service": "shop-api", "status": "pre_deploy_failed"})
    render_up.wanted["api"]["env"]["SHARED"] = "maybe"
    failed = render_up.up()
    assert failed.code != 0
    deploy, service = newest(render_up, "shop-api")["id"], render_up.services()["shop-api"]
    assert (
        f"shop-api: deploy {deploy} ended as pre_deploy_failed: read its log at "
        f"{service['dashboardUrl']}/deploys/{deploy}, correct the cause, then run again"
    ) in failed.text
    assert up_writes(render_up) == ["POST /services/shop-api/deploys"]


def test_a_deadline_that_passes_is_a_clear_error_and_the_next_up_goes_on_with_the_same_build(
    render_up: RenderOnly,
) -> None:
    render_up.control("clock", {"stageSeconds": 60})
    render_up.wanted["worker_deploy"] = {"timeout_seconds": 2}
    render_up.wanted["worker"]["env"]["SHARED"] = "late"
    late = render_up.up()
    assert late.code != 0
    assert re.search(r"shop-worker: deploy dep-\w{20} is not live after 2 s \(\w+\): it may", late.text)
    running = newest(render_up, "shop-worker")["id"]
    render_up.control("clock", {"stageSeconds": 0.1})
    assert up_writes(render_up) == []
    assert (newest(render_up, "shop-worker")["id"], newest(render_up, "shop-worker")["status"]) == (
        running,
        "live",
    )
    render_up.preview("--expect-no-changes").ok()
