"""Projects that people have at Vercel are taken over in one update, and nothing that was set by hand is lost.

All of them in one program, so that the whole table costs three runs of the engine.
"""

import re
from typing import Any

import pytest

from sandbox.plugins.vercel.project_fields import FIELDS
from tests.engine.existing_projects import ADDRESSES, BUILD, EXISTING, PASSWORDS, Existing
from tests.engine.existing_sites import Sites
from tests.engine.rehearsal import Rehearsal

OF_THE_FILE = {"framework": "create-react-app", "rootDirectory": "client", "outputDirectory": "build"}
OF_THE_FILE["buildCommand"] = "CI=false npm run build"
# True unless somebody says otherwise.
ON = ("gitForkProtection", "autoAssignCustomDomains")
WIRE = {key: field.wire for key, field in FIELDS.items()}


@pytest.fixture(scope="module")
def table(rehearsal: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return Sites(rehearsal, tmp_path_factory.mktemp("table"), EXISTING)


def named(preview: str) -> dict[str, set[str]]:
    """Site -> the settings of its project that a preview says it changes, in the words of Vercel's API."""
    rows = re.findall(r"~ +vercel:index:Project (\S+) update \[diff: (.*)\]", preview)
    return {name: {WIRE[word] for word in re.findall(r"\w+", words)} for name, words in rows}


def differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def test_every_project_is_adopted_in_one_update_and_keeps_what_was_set_by_hand(table: Sites) -> None:
    before = {name: said(table.live(name)) for name in EXISTING}
    shown = table.pulumi("preview").ok().text
    counted = shown.partition("Resources:")[2]
    assert re.findall(r"(\d+) to (import|delete|replace)", counted) == [(str(3 * len(EXISTING)), "import")]
    done = table.up().ok()
    assert not re.search(r"\d+ (deleted|replaced)", done.text), done.text
    after = {name: said(table.live(name)) for name in EXISTING}
    for name, project in EXISTING.items():
        described = {key: value for key, value in OF_THE_FILE.items() if key not in project.live}
        assert after[name] == {**before[name], **described, "name": f"site-{name}", **project.then}, name
        # A password cannot be compared: it is written anew, and is the one that it was.
        unseen = {"passwordProtection"} & project.live.keys()
        assert named(shown)[name] == differing(before[name], after[name]) | unseen, name
        assert table.deployments(name) == 1, name
        assert table.variable(name)["type"] == ("sensitive" if project.sensitive else "encrypted"), name
        assert table.variable(name)["value"] == "https://api.bondigoo.ch", name
    table.pulumi("preview", "--refresh", "--expect-no-changes").ok()


BY_HAND: dict[str, Any] = {
    "ssoProtection": {"deploymentType": "all"},
    "trustedIps": ADDRESSES,
    "optionsAllowlist": {"paths": [{"value": "/api"}]},
    "installCommand": "yarn",
    "devCommand": "yarn dev",
    "commandForIgnoringBuildStep": "git diff --quiet",
    "skewProtectionMaxAge": 86400,
    "gitForkProtection": False,
    "autoAssignCustomDomains": False,
    "gitComments": {"onPullRequest": False, "onCommit": False},
    "nodeVersion": "20.x",
    "gitLFS": True,
}
AGAIN = {"skewProtectionMaxAge": 43200}


@pytest.fixture(scope="module")
def shop(table: Sites, tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """Two that are taken over already."""
    projects = {"shop": Existing(BUILD), "secretive": Existing(BUILD, sensitive=True)}
    made = Sites(table.rehearsal, tmp_path_factory.mktemp("shop"), projects)
    made.up().ok()
    return made


def kept(shop: Sites) -> dict[str, Any]:
    live = shop.live("shop")
    return {key: live.get(key) for key in BY_HAND}


def said(project: dict[str, Any]) -> dict[str, Any]:
    """What a project says, without what is the same as not said."""
    return {key: value for key, value in project.items() if value is not None and (value or key in ON)}


def test_what_is_set_by_hand_survives_an_update_of_something_else_and_is_no_drift(shop: Sites) -> None:
    shop.change("shop", BY_HAND)
    shop.edit("shop", lambda config: config["frontend"].update(buildCommand="make"))
    shop.up().ok()
    assert (kept(shop), shop.live("shop")["buildCommand"]) == (BY_HAND, "make")
    shop.change("shop", AGAIN)
    shop.pulumi("preview", "--refresh", "--expect-no-changes").ok()


def test_it_survives_a_refresh_a_rename_and_a_freeze_and_a_variable_can_become_readable(shop: Sites) -> None:
    def renamed(config: dict[str, Any]) -> None:
        config.update(freeze=True)
        config["frontend"].update(project="shop-renamed")

    shop.edit("shop", renamed)
    shop.edit("secretive", lambda config: config["frontend"]["adopt"].pop("variables"))
    shop.up("--refresh").ok()
    assert (kept(shop), shop.live("shop")["name"]) == ({**BY_HAND, **AGAIN}, "shop-renamed")
    assert shop.variable("secretive")["type"] == "encrypted"


def refusal(shop: Sites, *words: str) -> str:
    """The line that says what an update of a project would take away."""
    refused = shop.pulumi(*words)
    assert refused.code != 0
    return " ".join(refused.text.split()).partition("would take away")[2]


def test_a_project_that_is_looked_up_by_its_name_is_renamed_only_where_nothing_is_lost(shop: Sites) -> None:
    def looked_up_by_name(config: dict[str, Any]) -> None:
        del config["frontend"]["adopt"]
        config["frontend"].update(project="another-name")

    shop.change("secretive", {"installCommand": "yarn"})
    shop.edit("secretive", looked_up_by_name)
    assert refusal(shop, "preview").startswith(
        " installCommand, because it has another name there than `frontend.project` says (rename it at "
        "Vercel first: Settings, General); or take it away at Vercel first"
    )
    shop.change("secretive", {"installCommand": None})


def test_a_password_that_only_a_person_knows_stops_the_update_that_would_take_it_away(shop: Sites) -> None:
    shop.change("shop", PASSWORDS)
    shop.edit("shop", lambda config: config["frontend"].update(buildCommand="make all"))
    assert refusal(shop, "up", "--yes", "--skip-preview", "--refresh").startswith(
        " its password protection, whose password Vercel does not show (state `frontend.passwordProtection`)"
    )
    assert shop.live("shop")["passwordProtection"] == PASSWORDS["passwordProtection"]
    assert shop.live("secretive")["name"] == "another-name"
