"""`ops doctor` and the hosts that only providers ask."""

import httpx
import pytest

from config.stacks import STACKS
from ops.doctor import hosts
from tests.unit.accounts_wire import settings


def test_the_hosts_that_only_a_provider_asks_are_named_and_nobody_is_asked_in_a_rehearsal() -> None:
    def never(host: str) -> str:
        raise AssertionError(host)

    stacks = {stack: settings(stack) for stack in STACKS}
    adopted = settings(frontend={"adopt": {"project": "prj_00000000"}})
    rehearsal = {"SANDBOX_DIR": "/sandbox"}
    for own, names in (
        (stacks, "api-frameworks.zeit.sh, get.pulumi.com, api.github.com"),
        ({"dev": stacks["dev"]}, "get.pulumi.com, api.github.com"),
        ({"prod": adopted}, "api-frameworks.zeit.sh, dcs.vercel-infra.com, get.pulumi.com, api.github.com"),
    ):
        (check,) = hosts.checks(own, rehearsal, never)
        assert (check.state, check.found) == ("ok", f"{names}; nobody was asked in a rehearsal")


def test_a_host_without_which_each_preview_stops_fails_and_one_that_few_need_is_a_note() -> None:
    adopted = {"prod": settings(frontend={"adopt": {"project": "prj_00000000"}})}
    silent = {"api-frameworks.zeit.sh": "no answer (ConnectError)", "dcs.vercel-infra.com": "no answer (x)"}
    checks = list(hosts.checks(adopted, {}, silent.get))
    assert [(c.state, c.what, c.found) for c in checks] == [
        ("ok", "other hosts", "get.pulumi.com, api.github.com answer"),
        ("FAIL", "api-frameworks.zeit.sh", "no answer (ConnectError)"),
        ("note", "dcs.vercel-infra.com", "no answer (x)"),
    ]
    assert all(c.do for c in checks[1:])
    (_, plugins) = hosts.checks({"dev": settings("dev")}, {}, {"get.pulumi.com": "no answer (x)"}.get)
    assert (plugins.state, plugins.what) == ("note", "get.pulumi.com")


@pytest.mark.parametrize("status", [200, 307, 404, 500])
def test_any_answer_of_a_host_is_one(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    def refused(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    for answer, fault in (
        (lambda _: httpx.Response(status, headers={"location": "/"}), None),
        (refused, "no answer (ConnectError)"),
    ):
        client = httpx.Client(transport=httpx.MockTransport(answer))
        monkeypatch.setattr(httpx, "stream", client.stream)
        assert hosts.unanswered("host.example") == fault
