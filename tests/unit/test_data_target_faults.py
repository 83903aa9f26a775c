"""Faults of the target's server are one line each, in which nothing of a document or an address stands."""

import traceback

import pytest
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConfigurationError,
    DuplicateKeyError,
    NetworkTimeout,
    NotPrimaryError,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from data.errors import Failed, Refused
from data.target.faults import Passing, told

SECRET = "anna@company.example"
FAULTS: list[tuple[PyMongoError, str]] = [
    (OperationFailure(SECRET, 13), "its user lacks a right"),
    (OperationFailure(SECRET, 18), "does not accept this user and password"),
    (OperationFailure(SECRET, 14031), "its disk is full"),
    (OperationFailure(SECRET, 8000), "Atlas refuses it"),
    (OperationFailure(SECRET, 73), "name are together too long"),
    (DuplicateKeyError(SECRET, 11000), "two documents are the same"),
    (BulkWriteError({"writeErrors": [{"code": 121, "op": SECRET}]}), "breaks the collection's validator"),
    (BulkWriteError({"writeErrors": [{"code": 2, "op": SECRET}]}), "larger than MongoDB takes"),
    (
        BulkWriteError({"writeErrors": [], "writeConcernErrors": [{"code": 50, "errmsg": SECRET}]}),
        "it took longer",
    ),
    (BulkWriteError({}), "its server answered BulkWriteError"),
    (OperationFailure(SECRET, 999, {"codeName": "SomeFault"}), "its server answered SomeFault"),
    (OperationFailure(SECRET, 999, {"codeName": SECRET}), "its server answered OperationFailure"),
    (ServerSelectionTimeoutError(SECRET), "no primary of it answers"),
    (NetworkTimeout(SECRET), "did not answer in time"),
    (NotPrimaryError(SECRET), "the connection to its primary broke"),
    (AutoReconnect(SECRET), "the connection to its primary broke"),
    (ConfigurationError(SECRET), "not one that drivers understand"),
]


@pytest.mark.parametrize(("error", "says"), FAULTS, ids=[says for _, says in FAULTS])
def test_a_fault_is_told_without_what_the_driver_says_of_it(error: PyMongoError, says: str) -> None:
    with (
        pytest.raises(Failed, match=f"^the target, loading users: .*{says}") as failed,
        told("loading users"),
    ):
        raise error
    assert "\n" not in str(failed.value)
    assert SECRET not in "".join(traceback.format_exception(failed.value))


def test_what_may_pass_is_told_apart() -> None:
    unsettled = BulkWriteError({"writeConcernErrors": [{"code": 10107}]})
    for error in (AutoReconnect(""), OperationFailure("", 24), OperationFailure("", 26), unsettled):
        with pytest.raises(Passing), told("swapping users"):
            raise error
    with pytest.raises(Failed) as failed, told("swapping users"):
        raise OperationFailure("", 13)
    assert type(failed.value) is Failed


@pytest.mark.parametrize("code", [18, 8000])
def test_a_login_that_is_not_accepted_is_a_refusal_until_something_was_begun(code: int) -> None:
    with pytest.raises(Refused, match="user"), told("asking who answers", opening=True):
        raise OperationFailure(SECRET, code)
    with pytest.raises(Failed, match="user"), told("loading users"):
        raise OperationFailure(SECRET, code)


def test_a_right_that_is_lacking_is_a_failure_from_the_beginning() -> None:
    with pytest.raises(Failed, match="lacks a right"), told("asking who answers", opening=True):
        raise OperationFailure(SECRET, 13)
