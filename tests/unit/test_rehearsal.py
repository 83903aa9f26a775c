"""In a rehearsal every endpoint is on this machine, or nothing is called at all."""

import pytest

from config.rehearsal import ENDPOINTS, foreign_endpoints, is_local

HERE = dict.fromkeys(ENDPOINTS, "http://127.0.0.1:9")


def test_four_endpoints_on_this_machine_are_fine() -> None:
    assert len(ENDPOINTS) == 4
    assert foreign_endpoints(HERE) == []
    assert foreign_endpoints(dict.fromkeys(ENDPOINTS, "http://[::1]:9/v1")) == []


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize(
    "value",
    ["", "https://api.render.com/v1", "http://192.0.2.1/v1", "http://127.0.0.1.example.org", "127.0.0.1"],
)
def test_one_that_is_empty_or_elsewhere_is_named(name: str, value: str) -> None:
    (fault,) = foreign_endpoints({**HERE, name: value})
    assert fault.file == name
    assert str(fault).startswith(f"{name}: is empty or not on this machine")
    assert not is_local(value)


@pytest.mark.parametrize("name", ENDPOINTS)
def test_one_that_is_missing_is_named_too(name: str) -> None:
    (fault,) = foreign_endpoints({key: url for key, url in HERE.items() if key != name})
    assert fault.file == name
