"""One change in a stack file changes what it concerns, and nothing else; a failure heals at the next up.

The tests of this module follow one rehearsal, in the order they stand here.
"""

import re

import pytest

from tests.engine.rehearsal import Done, Project, Rehearsal, changed


@pytest.fixture(scope="module")
def prod(three_up: Rehearsal) -> Rehearsal:
    three_up.set_by_hand("bondigoo-worker-prod", "BY_HAND", "kept")
    return three_up


@pytest.mark.proves("T10", "T11")
def test_one_variable_of_the_api_changes_the_api_and_its_deploy_only(prod: Rehearsal) -> None:
    prod.edit("prod", lambda c: c["api"]["env"].update(JWT_EXPIRE="30d"))
    done: list[Done] = []
    writes = prod.writes_during(lambda: done.append(prod.up("prod").ok()))
    assert changed(done[0].text) == {
        ("updated", "WebService", "api"),
        ("updated", "Deploy", "api"),
        ("updated", "Command", "smoke"),
    }
    api = prod.service("bondigoo-api-prod")["id"]
    assert writes == [f"PUT /v1/services/{api}/env-vars/JWT_EXPIRE", f"POST /v1/services/{api}/deploys"]


@pytest.mark.parametrize(("closed", "status"), [(True, 503), (False, 200)])
def test_maintenance_closes_the_api_at_once_and_opens_it_again_without_a_deploy(
    prod: Rehearsal, closed: bool, status: int
) -> None:
    mode = {"maintenance": {"enabled": True}} if closed else {}
    prod.edit("prod", lambda c: [c["api"].pop("maintenance", None), c["api"].update(mode)])
    done: list[Done] = []
    writes = prod.writes_during(lambda: done.append(prod.up("prod").ok()))
    assert writes == [f"PATCH /v1/services/{prod.service('bondigoo-api-prod')['id']}"]
    assert changed(done[0].text) == {("updated", "WebService", "api"), ("updated", "Command", "smoke")}
    assert prod.edge("api.bondigoo.ch").status_code == status


def test_a_build_filter_and_a_closed_subdomain_reach_render_and_a_command_before_a_deploy_deploys(
    prod: Rehearsal,
) -> None:
    filters = {"paths": ["server/**"], "ignoredPaths": []}
    quiet = {"buildFilter": filters, "onrenderSubdomain": False}
    prod.edit("prod", lambda c: c["api"].update(quiet))
    assert changed(prod.up("prod").ok().text) == {("updated", "WebService", "api")}
    service = prod.service("bondigoo-api-prod")
    assert service["buildFilter"] == filters
    assert prod.edge("bondigoo-api-prod.onrender.com").status_code == 404
    prod.edit("prod", lambda c: [c["api"].pop(key) for key in quiet])
    prod.edit("prod", lambda c: c["api"].update(preDeployCommand="npm run migrate"))
    assert ("updated", "Deploy", "api") in changed(prod.up("prod").ok().text)
    service = prod.service("bondigoo-api-prod")
    assert "buildFilter" not in service
    assert service["serviceDetails"]["envSpecificDetails"]["preDeployCommand"] == "npm run migrate"
    assert prod.edge("bondigoo-api-prod.onrender.com").status_code == 200


@pytest.mark.proves("T6")
def test_one_public_variable_changes_its_record_and_the_deployment_only(prod: Rehearsal) -> None:
    prod.edit("prod", lambda c: c["frontend"].update(env={"REACT_APP_FEATURE_GLOBAL_SEARCH": "true"}))
    done = prod.up("prod").ok()
    assert changed(done.text) == {
        ("created", "ProjectEnvironmentVariable", "REACT_APP_FEATURE_GLOBAL_SEARCH"),
        *(("created", "Deployment", "frontend"), ("replaced", "Deployment", "frontend")),
        ("deleted", "Deployment", "frontend"),
        ("updated", "Command", "smoke"),
    }


def test_a_preview_without_secrets_warns_and_still_shows_what_would_change(prod: Rehearsal) -> None:
    without = ("PROD_STRIPE_SECRET_KEY", "PROD_MAILJET_API_KEY")
    done = prod.pulumi("preview", "--stack", "prod", unset=without).ok()
    assert "Pulumi.prod.yaml: secrets: no value for MAILJET_API_KEY, STRIPE_SECRET_KEY;" in done.text
    assert re.search(r"~ 5 to update", done.text), done.text


def test_a_generated_secret_survives_a_new_version_of_the_program(prod: Rehearsal) -> None:
    before = prod.variables("bondigoo-api-prod")
    code = prod.folder / "components" / "commands.py"
    code.write_text(code.read_text().replace("head -c 32", "head -c 24"))
    prod.up("prod").ok()
    after = prod.variables("bondigoo-api-prod")
    for key in ("JWT_SECRET", "SESSION_SECRET"):
        assert len(before[key]) == 44
        assert after[key] == before[key]


def test_a_failed_deploy_fails_the_update_by_name_and_the_next_up_deploys_again(prod: Rehearsal) -> None:
    prod.edit("prod", lambda c: c["api"]["env"].update(JWT_EXPIRE="7d"))
    prod.control("fail-deploy", service="bondigoo-api-prod", status="build_failed")
    failed = prod.up("prod")
    assert failed.code == 1
    assert re.search(r"bondigoo-api-prod.*dep-\w{20}.*build_failed", failed.text), failed.text
    again = prod.up("prod").ok()
    assert ("updated", "Deploy", "api") in changed(again.text)
    assert ("updated", "WebService", "api") not in changed(again.text)


def test_drift_in_a_variable_is_seen_by_refresh_and_repaired_by_up(prod: Rehearsal) -> None:
    prod.set_by_hand("bondigoo-api-prod", "NODE_ENV", "oops")
    prod.pulumi("refresh", "--stack", "prod", "--yes", "--skip-preview").ok()
    done = prod.up("prod").ok()
    assert changed(done.text) == {
        ("updated", "WebService", "api"),
        ("updated", "Deploy", "api"),
        ("updated", "Command", "smoke"),
    }
    assert prod.variables("bondigoo-api-prod")["NODE_ENV"] == "production"


BUILT = {("created", "Deployment", "frontend"), ("replaced", "Deployment", "frontend")}


def site(prod: Rehearsal) -> Project:
    return prod.project("bondigoo-platform-prod")


def repaired(prod: Rehearsal, *flags: str) -> set[tuple[str, str, str]]:
    """What `pulumi up --refresh` changes; what it left undone would be among the changes of the next."""
    flags = flags or ("--refresh",)
    done = prod.pulumi("up", "--stack", "prod", "--yes", "--skip-preview", *flags).ok()
    return changed(done.text) - {("deleted", "Deployment", "frontend")}


def built_with_another_api(prod: Rehearsal, **words: str) -> None:
    variable = site(prod).variable("REACT_APP_API_URL")
    site(prod).send("PATCH", f"/env/{variable['id']}", {"value": "https://api.wrong.example", **words})
    site(prod).build("main")
    assert 'data-api-url="https://api.wrong.example"' in prod.edge("www.bondigoo.ch").text


@pytest.mark.parametrize(
    ("refresh", "words"),
    [
        ("--refresh=true", {}),
        ("--refresh=false", {"comment": "ask Ann"}),
        ("--refresh", {"comment": "ask Ann"}),
    ],
)
def test_a_site_that_was_built_with_a_variable_changed_by_hand_is_built_again_each_time(
    prod: Rehearsal, refresh: str, words: dict[str, str]
) -> None:
    built_with_another_api(prod, **words)
    assert repaired(prod, refresh) == {
        ("updated", "ProjectEnvironmentVariable", "REACT_APP_API_URL"),
        *BUILT,
        ("updated", "Command", "smoke"),
    }
    assert 'data-api-url="https://api.bondigoo.ch"' in prod.edge("www.bondigoo.ch").text


def test_a_branch_that_was_built_with_a_gate_changed_by_hand_is_built_again(prod: Rehearsal) -> None:
    gate = site(prod).variable("REACT_APP_LAUNCHED", "develop")
    site(prod).send("PATCH", f"/env/{gate['id']}", {"value": "false"})
    site(prod).build("develop", production=False)
    assert 'data-page="pre-launch"' in prod.edge("dev.bondigoo.ch").text
    prod.pulumi("up", "--stack", "dev", "--yes", "--skip-preview", "--refresh").ok()
    assert 'data-page="app"' in prod.edge("dev.bondigoo.ch").text
    prod.pulumi("preview", "--stack", "dev", "--refresh", "--expect-no-changes").ok()


def removed(prod: Rehearsal, key: str) -> None:
    site(prod).send("DELETE", f"/env/{site(prod).variable(key)['id']}", version=8)


@pytest.mark.parametrize("made_again", [False, True])
def test_a_site_that_was_built_without_a_variable_deleted_by_hand_is_built_again(
    prod: Rehearsal, made_again: bool
) -> None:
    removed(prod, "REACT_APP_API_URL")
    if made_again:
        by_hand = {"key": "REACT_APP_API_URL", "value": "https://api.wrong.example", "target": ["production"]}
        site(prod).send("POST", "/env", {**by_hand, "type": "encrypted"})
        refused = prod.pulumi("up", "--stack", "prod", "--yes", "--skip-preview", "--refresh")
        assert "REACT_APP_API_URL is at Vercel already, and not in this stack's state" in refused.text
        removed(prod, "REACT_APP_API_URL")
    site(prod).build("main")
    assert 'data-api-url=""' in prod.edge("www.bondigoo.ch").text
    assert repaired(prod) == {
        ("created", "ProjectEnvironmentVariable", "REACT_APP_API_URL"),
        *BUILT,
        ("updated", "Command", "smoke"),
    }
    assert 'data-api-url="https://api.bondigoo.ch"' in prod.edge("www.bondigoo.ch").text


def test_build_settings_changed_by_hand_are_put_back_and_built_but_not_without_a_refresh(
    prod: Rehearsal,
) -> None:
    bad_minute = {"kind": "status", "status": 500, "service": "vercel", "method": "PATCH"}
    bad_minute["path"] = r"/v10/projects/\w+/env/\w+"
    for command, times in (("npm run build:wrong", 0), ("npm run build:worse", 2)):
        site(prod).send("PATCH", "", {"buildCommand": command}, version=9)
        if times:
            prod.faults({**bad_minute, "times": times})
        else:
            prod.pulumi("up", "--stack", "prod", "--yes", "--skip-preview", "--expect-no-changes").ok()
        assert repaired(prod) == {
            ("updated", "Project", "frontend"),
            ("updated", "ProjectEnvironmentVariable", "REACT_APP_API_URL"),
            *BUILT,
            ("updated", "Command", "smoke"),
        }


def test_a_setting_that_no_build_depends_on_is_put_back_without_one(prod: Rehearsal) -> None:
    site(prod).send("PATCH", "", {"previewDeploymentsDisabled": True}, version=9)
    assert repaired(prod) == {("updated", "Project", "frontend")}


def test_a_repair_whose_build_was_refused_is_built_by_the_next_update(prod: Rehearsal) -> None:
    built_with_another_api(prod)
    refused = {"kind": "status", "status": 500, "service": "vercel", "method": "POST"}
    prod.faults({**refused, "path": "/v12/now/deployments"})
    assert prod.pulumi("up", "--stack", "prod", "--yes", "--skip-preview", "--refresh").code == 1
    prod.faults()
    assert changed(prod.up("prod").ok().text) >= BUILT
    assert 'data-api-url="https://api.bondigoo.ch"' in prod.edge("www.bondigoo.ch").text
    prod.pulumi("preview", "--stack", "prod", "--refresh", "--expect-no-changes").ok()


@pytest.mark.proves("R71", "C5", "T10")
def test_a_variable_set_by_hand_has_survived_every_update_and_refresh_so_far(prod: Rehearsal) -> None:
    assert prod.variables("bondigoo-worker-prod")["BY_HAND"] == "kept"


@pytest.mark.proves("R5", "T13")
def test_a_destroy_of_production_is_refused_before_anything_is_deleted(prod: Rehearsal) -> None:
    results: list[Done] = []
    writes = prod.writes_during(lambda: results.append(prod.pulumi("destroy", "--stack", "prod", "--yes")))
    assert results[0].code != 0
    assert "protect" in results[0].text
    assert writes == []


@pytest.mark.proves("R5", "T13")
def test_even_a_destroy_without_preview_leaves_what_production_lives_on(prod: Rehearsal) -> None:
    before = {item["service"]["name"] for item in prod.render("/services")}
    assert prod.pulumi("destroy", "--stack", "prod", "--yes", "--skip-preview").code != 0
    assert {item["service"]["name"] for item in prod.render("/services")} == before
    assert len(prod.render("/key-value")) == 1
    assert prod.edge("api.bondigoo.ch").status_code == 200
    assert prod.edge("www.bondigoo.ch").status_code == 200
