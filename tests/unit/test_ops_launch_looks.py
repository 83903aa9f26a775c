"""What `ops launch check` makes of what it may not look at, or cannot judge."""

from collections.abc import Callable

import pytest

from ops.commands import InputError
from ops.doctor.check import Check
from ops.launch.conditions import UPDATES, looked_at
from ops.operation.locks import UnknownError
from tests.unit.launch_check_broken import BROKEN, deploy, host, put, world
from tests.unit.launch_check_world import Broken


def found(broken: Broken) -> list[Check]:
    return list(looked_at("prod", broken.world()))


def keeps_settings(broken: Broken) -> None:
    put("prod", "frontend", "adopt", value={"project": "prj_12345678", "keepSettings": True})(broken)
    broken.hosts.projects.append("prj_12345678")


NOTES: dict[str, tuple[Callable[[Broken], object], tuple[str, str, str]]] = {
    "a key that is set by hand": (
        put("prod", "secrets", "STRIPE_SECRET_KEY", value="ui"),
        (
            "Stripe's key",
            "STRIPE_SECRET_KEY is set by hand",
            "see that it begins with sk_live_ or rk_live_: Render's dashboard, bondigoo-api-prod, "
            "Environment; `python -m ops secrets audit` compares it",
        ),
    ),
    "a webhook's secret that is encrypted": (
        lambda broken: broken.keep("prod", "STRIPE_WEBHOOK_SECRET"),
        (
            "Stripe's webhook secret",
            "STRIPE_WEBHOOK_SECRET is encrypted in Pulumi.prod.yaml",
            "see that it begins with whsec_: `pulumi config get STRIPE_WEBHOOK_SECRET --stack prod`",
        ),
    ),
    "another's webhook secret that is not known": (
        lambda broken: broken.environ.__delitem__("DEV_STRIPE_WEBHOOK_SECRET"),
        (
            "Stripe's webhook secret",
            "not compared with that of dev",
            "export DEV_STRIPE_WEBHOOK_SECRET to have it compared",
        ),
    ),
    "mail that nobody names": (
        lambda broken: [
            broken.values["prod"].pop("mail"),
            *(broken.values["prod"]["secrets"].pop(f"MAILJET_{key}_KEY") for key in ("API", "SECRET")),
        ],
        (
            "mail",
            "`mail` is not written, so nobody here knows who sends it",
            "write `mail`, or see that customers get theirs",
        ),
    ),
    "a push that only one of them builds": (
        deploy("worker", commit={"id": "ba" * 20}),
        (
            "commits",
            "c0ffee0 behind the site, c0ffee0 behind the api, bababab behind the worker",
            "as it should be where a push touched one of them only; else deploy what is behind",
        ),
    ),
    "a site whose settings are left alone": (
        keeps_settings,
        (
            "site",
            "was not looked at: `frontend.adopt.keepSettings` leaves open what it is built with",
            "remove that, and update",
        ),
    ),
    "a state that lists nobody": (
        world(updating=UnknownError("the state is kept at s3:, which has no list of them")),
        (
            "updates of others",
            "the state is kept at s3:, which has no list of them",
            "an update stops there by itself while another runs",
        ),
    ),
    "a certificate's issuer that may not sign": (
        lambda broken: setattr(broken.names, "caa", ("digicert.com",)),
        (
            "DNS of www.bondigoo.ch",
            "CAA lets digicert.com sign; add letsencrypt.org and pki.goog",
            "`python -m ops dns --stack prod` shows what to enter",
        ),
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_what_nobody_here_can_tell_is_a_note_with_where_to_look(name: str) -> None:
    change, expected = NOTES[name]
    broken = Broken()
    change(broken)
    checks = [check for check in found(broken) if check.state != "ok"]
    assert {check.state for check in checks} == {"note"}
    assert (checks[0].what, checks[0].found, checks[0].do) == expected


def test_a_launched_production_is_a_note_and_shows_the_application() -> None:
    broken = Broken()
    put("prod", "launched", value=True)(broken)
    broken.hosts.page = broken.hosts.page.replace("false", "true")
    (check,) = [check for check in found(broken) if check.state != "ok"]
    assert (check.state, check.what) == ("note", "gate")
    (site,) = [check for check in found(broken) if check.what == "site"]
    assert site.found == "https://www.bondigoo.ch shows the application, built for https://api.bondigoo.ch"


@pytest.mark.parametrize(
    ("vendor", "subjects"),
    [
        ("/vercel", ["DNS", "DNS", "DNS", "deployment"]),
        ("/render", ["DNS", "DNS", "DNS", "Key Value", "Render"]),
        ("/atlas", ["backups"]),
    ],
)
def test_an_account_that_lets_nobody_in_fails_line_by_line(vendor: str, subjects: list[str]) -> None:
    broken = Broken()
    broken.hosts.refused = vendor
    failed = [check for check in found(broken) if check.state == "FAIL"]
    assert [check.what for check in failed] == subjects
    assert all("answered 403" in check.found for check in failed)


def test_without_the_look_at_updates_the_engine_is_not_asked_and_the_rest_is_the_same() -> None:
    broken = Broken()
    everything = found(broken)
    broken.preview = InputError("the engine was asked")
    rest = [*looked_at("prod", broken.world(), without={UPDATES})]
    assert rest == [check for check in everything if check.what not in ("updates of others", "drift")]


def test_an_api_for_which_render_answers_is_asked_nothing_else() -> None:
    broken = Broken()
    broken.hosts.api_headers = {"x-render-routing": "suspend-by-user"}
    failed = [(check.what, check.found) for check in found(broken) if check.state == "FAIL"]
    assert failed == [
        ("API answers", "Render answers for it: it is suspended"),
        ("API lets https://www.bondigoo.ch in", "Render answers for it: it is suspended"),
    ]


def test_an_answer_that_is_not_understood_is_a_line() -> None:
    broken = Broken()
    host(snapshots=[{"status": "completed", "createdAt": "yesterday"}])(broken)
    (check,) = [check for check in found(broken) if check.state == "FAIL"]
    assert (check.what, check.found) == (
        "backups",
        "could not be looked at: an answer that is not understood (ValueError)",
    )


def test_what_is_not_there_yet_is_named_with_the_command_that_makes_it() -> None:
    broken = Broken()
    broken.hosts.services.clear()
    broken.hosts.projects.clear()
    broken.hosts.key_value["name"] = "another"
    failed = [(check.what, check.found, check.do) for check in found(broken) if check.state == "FAIL"]
    do = "`pulumi up --stack prod` makes it"
    assert ("Key Value bondigoo-redis-prod", "is not there", do) in failed
    assert ("deployment", "no Vercel project bondigoo-platform-prod", do) in failed
    assert ("Render api", "bondigoo-api-prod is not there", do) in failed
    assert ("Render worker", "bondigoo-worker-prod is not there", do) in failed
    places = [what for what, found, _ in failed if found.startswith("no target before")]
    assert len(places) == 6


def test_a_rehearsal_asks_no_name_server_and_no_host_for_a_certificate() -> None:
    broken = Broken()
    broken.names.wrong = ("www.bondigoo.ch",)
    broken.certificates["www.bondigoo.ch"] = OSError("asked")
    put("prod", "atlas", "projectId", value="000000000000000000000001")(broken)
    broken.rehearsed = "no launch was rehearsed in this checkout"
    broken.environ |= {"SANDBOX_DIR": "/sandbox", "SANDBOX_EDGE_URL": "http://127.0.0.1:1"}
    checks = found(broken)
    assert {check.state for check in checks} == {"ok"}
    said = {(check.place, check.what): check.found for check in checks}
    assert said["prod", "rehearsal"] == "this is the rehearsal"
    assert said["dev", "certificate of dev.bondigoo.ch"] == "nobody was asked in a rehearsal"
    assert said["prod", "DNS of www.bondigoo.ch"].endswith("; nobody was asked in a rehearsal")
    assert said["prod", "ids of accounts"] == "any will do in a rehearsal"


def test_a_rehearsal_without_an_edge_of_this_machine_asks_nobody() -> None:
    broken = Broken()
    broken.environ |= {"SANDBOX_DIR": "/sandbox", "SANDBOX_EDGE_URL": "https://edge.example"}
    failed = [check for check in found(broken) if check.state == "FAIL"]
    assert [check.what for check in failed] == ["answers"]
    assert failed[0].found.startswith("SANDBOX_EDGE_URL is 'https://edge.example'")


@pytest.mark.parametrize(
    ("name", "do"),
    [
        (
            "production's Redis with a guest",
            "give each of them `redis: {mode: dedicated}` first (`python -m ops redis move --stack …`)",
        ),
        ("a Redis of two", "choose another"),
    ],
)
def test_who_shares_productions_redis_is_told_of_the_move(name: str, do: str) -> None:
    broken = Broken()
    BROKEN[name][0](broken)
    assert [check.do for check in found(broken) if check.state == "FAIL"] == [do]
