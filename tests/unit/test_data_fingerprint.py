"""What two looks at a database are to each other, and what a server without `dbHash` is asked."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pymongo.errors import OperationFailure

from data import fingerprint
from data.errors import Failed
from data.fingerprint import Print, changes, fingerprints
from data.seeding import Seed
from data.target.address import Target
from data.target.present import Present
from ops.data.seed_report import as_text


def of(documents: int, text: str | None = "a") -> Print:
    return Print(documents=documents, fingerprint=text)


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (of(1), of(1), "no"),
        (of(1), of(1, "b"), "yes"),
        (of(1), of(2, "b"), "yes"),
        (None, of(1), "new"),
        (of(1), None, "gone"),
        # The number alone says that they differ, never that they are the same.
        (of(1, None), of(1, None), "unknown"),
        (of(1), of(1, None), "unknown"),
        (of(1, None), of(2, None), "yes"),
    ],
)
def test_a_collection_is_the_same_only_by_its_fingerprint(
    before: Print | None, now: Print | None, change: str
) -> None:
    looks = [{"users": one} if one else {} for one in (before, now)]
    assert changes(*looks) == {"users": change}


def a_server(code: int) -> Target:
    def command(name: str, collections: list[str]) -> dict[str, Any]:
        assert (name, collections) == ("dbHash", ["users"])
        raise OperationFailure("text of the server", code)

    class Database(SimpleNamespace):
        def __getitem__(self, name: str) -> Any:
            return SimpleNamespace(count_documents=lambda _: 3)

    return cast(Target, SimpleNamespace(database=Database(command=command)))


@pytest.fixture
def users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "present", lambda _: {"users": Present("collection", None)})


@pytest.mark.usefixtures("users")
@pytest.mark.parametrize("code", [59, 115, 8000])
def test_where_the_server_has_no_fingerprints_documents_are_counted(code: int) -> None:
    assert fingerprints(a_server(code)) == {"users": of(3, None)}


@pytest.mark.usefixtures("users")
def test_another_refusal_of_the_server_is_told() -> None:
    with pytest.raises(Failed, match="the target, fingerprinting its collections: its user lacks a right"):
        fingerprints(a_server(13))


def test_what_differs_from_the_seed_before_stands_in_the_last_line() -> None:
    last = Seed(ended=datetime(2026, 11, 27, 3, 30, tzinfo=UTC), collections={"a": of(1), "b": of(2000)})
    now = {"a": of(1), "b": of(2001, "0123456789abcdef"), "c": of(3, None)}
    assert as_text("company-dev at x", {"a": of(0)}, now, last) == (
        "collection  before  documents  fingerprint   changed\n"
        "a           0       1          a             no\n"
        "b           -       2,001      0123456789ab  yes\n"
        "c           -       3          -             new\n"
        "\ncompany-dev at x: seeded, and not as the seed of 2026-11-27 03:30 UTC: b, c"
    )
    assert as_text("company-dev at x", {}, {}, None).startswith("no collection\n\n")
