"""What can be wrong with a source's address or server: one line each, without address, password or value."""

import pytest
from pymongo.errors import (
    AutoReconnect,
    ConfigurationError,
    CursorNotFound,
    InvalidOperation,
    NetworkTimeout,
    NotPrimaryError,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from data.errors import DataError, Failed, Refused
from data.source.address import database_of
from data.source.faults import told_plainly
from data.source.snapshot import open_snapshot

SECRET = "cluster0.example.net s3cret anna@example.com"


def server_says(code: int, name: str) -> OperationFailure:
    return OperationFailure(SECRET, code, {"codeName": name, "errmsg": SECRET})


@pytest.mark.parametrize(
    ("raised", "kind", "begins"),
    [
        (server_says(18, "AuthenticationFailed"), Refused, "The source does not let this user in"),
        (server_says(8000, "AtlasError"), Refused, "The source does not let this user in"),
        (server_says(13, "Unauthorized"), Failed, "The source's user may no longer read it"),
        (server_says(239, "SnapshotTooOld"), Failed, "The source no longer holds the moment"),
        (server_says(246, "SnapshotUnavailable"), Failed, "The source no longer holds the moment"),
        (server_says(123, "NotAReplicaSet"), Refused, "The source cannot be read at one point in time"),
        (server_says(8, SECRET), Failed, "The source answered with an error: OperationFailure, code 8."),
        (server_says(8, "UnknownError"), Failed, "The source answered with an error: UnknownError, code 8."),
        (CursorNotFound(SECRET, 43, {}), Failed, "The source ended the read (CursorNotFound)"),
        (ServerSelectionTimeoutError(SECRET), Failed, "No server of the source could be reached: look at"),
        (
            ServerSelectionTimeoutError(f"{SECRET}: [SSL: CERTIFICATE_VERIFY_FAILED]"),
            Failed,
            "No server of the source could be reached: TLS failed",
        ),
        (
            ServerSelectionTimeoutError(f"{SECRET}: Name or service not known"),
            Failed,
            "No server of the source could be reached: its host name is not known",
        ),
        (NetworkTimeout(SECRET), Failed, "The source stopped answering"),
        (NotPrimaryError(SECRET), Failed, "The connection to the source was lost"),
        (AutoReconnect(SECRET), Failed, "The connection to the source was lost"),
        (ConfigurationError(f"DNS: {SECRET}"), Refused, "The source's host is not known to DNS"),
        (ConfigurationError("Snapshot reads require"), Refused, "The source cannot be read at one point"),
        (ConfigurationError(SECRET), Refused, "The source's address cannot be understood"),
        (InvalidOperation(SECRET), Failed, "The driver gave up reading the source (InvalidOperation)"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, PyMongoError) else None,
)
def test_a_fault_of_the_driver_is_one_line_without_its_text(
    raised: PyMongoError, kind: type[DataError], begins: str
) -> None:
    with pytest.raises(kind) as told, told_plainly(opening=True):
        raise raised
    text = str(told.value)
    assert text.startswith(begins)
    assert "\n" not in text
    assert not any(word in text for word in SECRET.split())
    assert told.value.__suppress_context__


def test_a_moment_that_is_gone_is_said_with_the_window_and_two_ways_out() -> None:
    with pytest.raises(Failed) as told, told_plainly():
        raise server_says(239, "SnapshotTooOld")
    assert str(told.value) == (
        "The source no longer holds the moment that is being read (SnapshotTooOld). A server keeps its past "
        "for minSnapshotHistoryWindowInSeconds, 300 by default, and no other moment was taken in its place. "
        "Two ways out: a longer window, where one may set it; or a backup restored to a cluster of its own, "
        "with a longer window there, or as a mongodump archive of it. "
        "Nothing was changed there, and the target is as it was."
    )


@pytest.mark.parametrize("code", [18, 8000])
def test_a_login_that_ends_while_it_is_read_is_no_refusal_any_more(code: int) -> None:
    with (
        pytest.raises(Failed, match=r"^The source does not let this user in: .* target is as it was"),
        told_plainly(),
    ):
        raise server_says(code, "AuthenticationFailed")


@pytest.mark.parametrize(
    ("uri", "database"),
    [
        (f"mongodb+srv://u:{'p%40'}@host/company?retryWrites=true", "company"),
        ("mongodb://a:27017,b:27017/company-prod", "company-prod"),
        ("mongodb://u@h/caf%C3%A9", "café"),
    ],
)
def test_the_database_is_that_of_the_address(uri: str, database: str) -> None:
    assert database_of(uri) == database


@pytest.mark.parametrize(
    ("uri", "begins"),
    [
        ("postgres://u:s3cret@host/company", "The source's address is not MongoDB's"),
        ("company", "The source's address is not MongoDB's"),
        ("", "The source's address is not MongoDB's"),
        ("mongodb://u:s3cret@host", "The source's address names no database"),
        ("mongodb://u:s3cret@host/?tls=true", "The source's address names no database"),
        ("mongodb://u:s3cret@host/company.users", "The source's address names no database"),
        ("mongodb://u:s3cret@host/admin", "The source's address names no database"),
        (f"mongodb://u:{'s3cr:et'}@host/company", "The source's address cannot be understood"),
        ("mongodb://u:s3cret@host:99999/company", "The source's address cannot be understood"),
        (
            "mongodb://u:s3cret@host/company?redPreference=primary",
            "The source's address cannot be understood",
        ),
        (
            "mongodb://u:s3cret@host/company?connectTimeoutMS=soon",
            "The source's address cannot be understood",
        ),
        (
            "mongodb://u:s3cret@host/company?tlsCertificateKeyFile=/none/s3cret",
            "The source's address cannot be understood",
        ),
        (
            "mongodb://u:s3cret@host/company?datetime_conversion=s3cret",
            "The source's address cannot be understood",
        ),
        ("mongodb+srv://u:s3cret@a,b/company", "The source's address cannot be understood"),
    ],
)
def test_an_address_that_will_not_do_is_refused_without_a_word_of_it(uri: str, begins: str) -> None:
    with pytest.raises(Refused) as refused:
        open_snapshot(uri)
    assert str(refused.value).startswith(begins)
    assert "s3cr" not in str(refused.value)
