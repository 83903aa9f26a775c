"""Tokens are there, and in a rehearsal every endpoint is on this machine, or nothing is called at all."""

import pytest

from config.vendors import ENDPOINTS, foreign_endpoints, is_local, missing_tokens

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
    (found,) = foreign_endpoints({**HERE, name: value})
    assert found.file == name
    assert str(found).startswith(f"{name}: is empty or not on this machine")
    assert not is_local(value)


@pytest.mark.parametrize("name", ENDPOINTS)
def test_one_that_is_missing_is_named_too(name: str) -> None:
    (found,) = foreign_endpoints({key: url for key, url in HERE.items() if key != name})
    assert found.file == name


COMPLETE = {
    "RENDER_API_KEY": "a",
    "VERCEL_API_TOKEN": "b",
    "MONGODB_ATLAS_PUBLIC_API_KEY": "c",
    "MONGODB_ATLAS_PRIVATE_API_KEY": "d",
}


@pytest.mark.parametrize("name", COMPLETE)
def test_each_missing_token_is_named(name: str) -> None:
    environ = {key: value for key, value in COMPLETE.items() if key != name}
    (found,) = missing_tokens(environ)
    assert name in str(found)
    assert "export" in str(found)


def test_no_token_at_all_is_one_line_for_each_vendor() -> None:
    assert [str(found) for found in missing_tokens({})] == [
        f"{vendor}: no token in the process environment, so {vendor} would refuse every call; export {names}"
        for vendor, names in (
            ("Render", "RENDER_API_KEY"),
            ("Vercel", "VERCEL_API_TOKEN"),
            ("MongoDB Atlas", "MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY"),
        )
    ]


def test_a_service_account_replaces_the_key_pair_of_atlas() -> None:
    environ = {
        "RENDER_API_KEY": "a",
        "VERCEL_API_TOKEN": "b",
        "MONGODB_ATLAS_CLIENT_ID": "c",
        "MONGODB_ATLAS_CLIENT_SECRET": "d",
    }
    assert missing_tokens(environ) == []
