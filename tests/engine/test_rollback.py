"""A bad release: back before anybody has read the message, and held there until it is mended.

The tests of this module follow one rehearsal, in the order they stand here. The commands are killed on their
way and given again.
"""

import json
from typing import Any

from tests.engine.interruptions import killed
from tests.engine.loopback import until
from tests.engine.page_commands import ALL_DONE, SITE_BACK
from tests.engine.rehearsal import Rehearsal
from tests.engine.visitor import Visitor, deployment_of

PROJECT, SITE, API = "bondigoo-platform-prod", "www.bondigoo.ch", "api.bondigoo.ch"
REPO = "bondigoo-admin/bondigoo-platform"


def ops(prod: Rehearsal, words: str) -> dict[str, Any]:
    """The account of a command of `ops`."""
    done = prod.ops(*words.split(), "--json").ok()
    return dict(json.loads(done.text[done.text.index("\n{\n") :]))


def alias(how: str) -> dict[str, str]:
    """The request by which Vercel moves production's domains."""
    return {"service": "vercel", "method": "POST", "path": f".*/{how}/.*"}


def push(prod: Rehearsal, message: str) -> str:
    """Push to production's branch and wait until its build is ready; returns the deployment of the site."""
    made = prod.control("push", repo=REPO, branch="main", message=message)
    (site,) = [each["id"] for each in made["deployments"] if each["target"] == "production"]
    team = prod.project(PROJECT).team
    until(lambda: prod.vercel(f"/v13/deployments/{site}?teamId={team}")["readyState"] == "READY")
    return str(site)


def served(prod: Rehearsal, host: str = SITE) -> str:
    return deployment_of(prod.edge(host))


def runs(prod: Rehearsal, name: str) -> str:
    """The message of the commit that a service runs."""
    rows = prod.render(f"/services/{prod.service(name)['id']}/deploys?limit=20")
    return next(str(row["deploy"]["commit"]["message"]) for row in rows if row["deploy"]["status"] == "live")


def test_visitors_have_the_release_before_within_a_second_also_where_the_command_dies(
    three_up: Rehearsal,
) -> None:
    good, bad = served(three_up), push(three_up, "Bad")
    until(lambda: runs(three_up, "bondigoo-api-prod") == "Bad")
    with Visitor(three_up, SITE, told_by=deployment_of) as visitor:
        answered = killed(three_up, SITE_BACK.split(), alias("rollback"))
        ops(three_up, SITE_BACK)
    assert visitor.pages == [bad, good]
    assert visitor.first(good) - answered < 1
    account = ops(three_up, SITE_BACK.replace("site", "api"))
    assert account["facts"]["faults"] == []
    assert served(three_up, API) == account["facts"]["runs"]
    assert runs(three_up, "bondigoo-api-prod") != "Bad"


def test_neither_a_push_nor_an_update_undoes_it(three_up: Rehearsal) -> None:
    before = served(three_up), served(three_up, API)
    push(three_up, "Mended")
    three_up.pulumi("up", "--stack", "prod", "--yes", "--refresh", "--expect-no-changes").ok()
    assert (served(three_up), served(three_up, API)) == before


def test_what_was_pushed_meanwhile_and_later_is_served_after_it(three_up: Rehearsal) -> None:
    mended = str(served(three_up))
    with Visitor(three_up, SITE, told_by=deployment_of) as visitor:
        killed(three_up, ALL_DONE.split(), alias("promote"))
        ops(three_up, ALL_DONE)
    assert visitor.pages[0] == mended
    assert len(visitor.pages) == 2
    assert runs(three_up, "bondigoo-api-prod") == "Mended"
    three_up.pulumi("preview", "--stack", "prod", "--expect-no-changes").ok()
    later = push(three_up, "Later")
    until(lambda: served(three_up) == later)
    until(lambda: runs(three_up, "bondigoo-worker-prod") == "Later")
    assert "freeze" not in (three_up.home.project / "Pulumi.prod.yaml").read_text()
