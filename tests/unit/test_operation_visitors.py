"""What visitors meet after a launch or a rollback, asked of a server on this machine."""

from pathlib import Path

import pytest

from config.parse import read_stack_file
from ops.operation.visitors import Browser, any_page_of
from ops.smoke_site import site_of
from tests.unit.smoke_edge import Api


@pytest.fixture
def answers(kiln: type[Api], monkeypatch: pytest.MonkeyPatch) -> type[Api]:
    """A site and an API that are well."""
    monkeypatch.setattr(Api, "do_OPTIONS", _lets_in)
    return kiln


def _lets_in(self: Api) -> None:
    self.send_response(204)
    if self.allowed:
        self.send_header("Access-Control-Allow-Origin", self.headers["Origin"])
    self.end_headers()


def met(*parts: str, strict: bool = False) -> list[str]:
    settings = read_stack_file(Path(), "prod")
    return Browser().faults(settings, parts, site_of(settings) if strict else any_page_of(settings), 0.0)


def test_all_that_is_well_is_no_fault_and_a_worker_nobody_meets(answers: type[Api]) -> None:
    assert met("site", "api", "worker", strict=True) == []
    answers.hosts.clear()
    assert met("worker") == []
    assert answers.hosts == []


def test_an_earlier_build_may_have_had_another_api_and_what_is_newest_may_not(
    answers: type[Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "page", b'<script>api = "https://old.kiln.example"</script>')
    assert met("site") == []
    (fault,) = met("site", strict=True)
    assert "was built with another API" in fault


def test_a_status_and_a_closed_door_are_faults_a_line_each(
    answers: type[Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "status", 500)
    monkeypatch.setattr(answers, "allowed", None)
    found = met("site", "api")
    assert found[0].endswith("shows its page: status 500")
    assert found[1].startswith("https://api.kiln.example answers")
    assert all("the browser would block it" in fault for fault in found[2:])
    assert len(found) > 2


@pytest.mark.parametrize("said", ["suspend-by-user", "suspend"])
def test_an_api_that_is_suspended_is_a_fault_whoever_did_it(
    answers: type[Api], monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(answers, "headers_of_page", {"x-render-routing": said})
    assert met("api")[0].endswith("is suspended; resume it in Render's dashboard")


def test_no_answer_at_all_is_a_fault(answers: type[Api], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_EDGE_URL", "http://127.0.0.1:1")
    assert met("site")[0].endswith("no answer (ConnectError)")
