"""A target is refused for what it is, what it says and what its user may do; nothing is written there."""

from collections.abc import Callable, Iterator
from contextlib import closing
from types import SimpleNamespace

import pytest

from data.documents import Document
from data.errors import Failed, Refused
from data.receipt import Receipt, receipts
from data.target.address import connect
from data.target.guard import open_target
from data.target.identity import SourceIdentity, identity
from data.target.journal import Journal
from data.target.marker import is_marked, mark
from data.target.names import JOURNAL, MARKER
from tests.data.places import Place, Source
from tests.data.servers import Server
from tests.data.small_refresh import recovered

Roles = tuple[str, ...]


def watched(server: Server, name: str = "company-staging", roles: Roles = ("readWrite",)) -> Source:
    """A database whose server notes what its user does."""
    return Source.make(server, name, roles)


@pytest.fixture
def place(staging: Server) -> Iterator[Source]:
    place = watched(staging)
    yield place
    place.remove()


def marked(place: Place, name: str = "staging") -> None:
    place.database[MARKER].insert_one({"_id": "environment", "name": name})


def hello(server: Server) -> Document:
    return server.client.admin.command("hello")


def refused(place: Place, source: SourceIdentity | None = None) -> str:
    with pytest.raises(Refused) as error:
        open_target(place.uri, "staging", source)
    return str(error.value)


def test_a_marked_database_whose_user_may_read_and_write_is_taken(place: Source) -> None:
    marked(place)
    open_target(place.uri, "staging", SourceIdentity("company-prod")).close()


def test_a_database_without_a_marker_is_refused(place: Source) -> None:
    assert refused(place) == (
        f"the target holds no marker (_environment): nothing says that {place.name} may be overwritten; "
        "if it is staging, run `python -m ops data mark staging` once"
    )


def test_a_database_of_another_environment_is_refused(place: Source) -> None:
    marked(place, "development")
    assert refused(place) == (
        "the target is marked as development and the policy is for staging: one of the two is wrong"
    )


def test_a_database_with_two_markers_is_refused(place: Source) -> None:
    marked(place)
    place.database[MARKER].insert_one({"name": "development"})
    assert "several documents in _environment" in refused(place)


@pytest.mark.proves("R36")
def test_the_source_itself_is_refused_however_it_is_marked(place: Source) -> None:
    marked(place)
    source = identity(place.name, hello(place.server))
    assert refused(place, source) == (
        "the target is the source itself: a refresh would overwrite the very data that it reads"
    )


def test_another_database_of_the_sources_server_is_taken(place: Source) -> None:
    marked(place)
    open_target(place.uri, "staging", identity("company", hello(place.server))).close()


@pytest.mark.parametrize("case", [str, str.upper])
def test_a_database_called_as_the_sources_is_refused_elsewhere_too(
    place: Source, production: Server, case: type[str]
) -> None:
    marked(place)
    source = identity(case(place.name), hello(production))
    assert f"the target's database is called {place.name}, as the source's is" in refused(place, source)
    assert "as the source's is" in refused(place, identity(case(place.name), None))


@pytest.mark.proves("R36")
def test_a_database_called_production_is_refused_however_it_is_marked(production: Server) -> None:
    place = watched(production, "company-prod")
    marked(place)
    assert f"database is called {place.name}, which says production" in refused(place)
    place.remove()


def test_a_policy_for_production_is_refused(place: Source) -> None:
    marked(place, "production")
    with pytest.raises(Refused, match="the policy is for production"):
        open_target(place.uri, "production", None)


def test_to_recover_the_marker_alone_says_which_environment_it_is(place: Source) -> None:
    marked(place, "development")
    open_target(place.uri, None, None, unfinished=True).close()
    place.database[MARKER].update_one({}, {"$set": {"name": "production"}})
    with pytest.raises(Refused, match="marked as production: production is never overwritten"):
        open_target(place.uri, None, None, unfinished=True)
    place.database[MARKER].delete_many({})
    with pytest.raises(Refused, match=r"if it is not production, run `python -m ops data mark NAME` once"):
        open_target(place.uri, None, None, unfinished=True)


def test_each_right_that_is_missing_is_named(staging: Server) -> None:
    place = watched(staging, roles=("read",))
    marked(place)
    assert refused(place) == (
        "the target's user may not insert, update, remove, createCollection, createIndex, dropCollection, "
        f"renameCollectionSameDB in {place.name}: a refresh would stop half-way; "
        "give it `readWrite` on that database"
    )
    place.remove()


def test_an_address_without_a_user_is_refused(place: Source) -> None:
    uri = f"mongodb://127.0.0.1:{place.server.port}/{place.name}?replicaSet={place.server.name}"
    with pytest.raises(Refused, match="names no user"):
        open_target(uri, "staging", None)


def kept(uri: str) -> list[Receipt]:
    with closing(connect(uri)) as opened:
        return receipts(opened)


@pytest.mark.parametrize(
    "opens", [lambda uri: open_target(uri, "staging", None), lambda uri: mark(uri, "staging"), kept]
)
def test_a_wrong_password_is_refused_in_one_line_without_it(
    place: Source, opens: Callable[[str], object]
) -> None:
    with pytest.raises(Refused, match="does not accept this user and password") as refused:
        opens(place.server.uri(place.user, "not-the-password", place.name))
    assert "not-the-password" not in str(refused.value)


def test_an_unfinished_run_is_refused_until_it_is_recovered(target: Place) -> None:
    opened = open_target(target.uri, "staging", None)
    Journal(opened.database).begin("1", ["users"])
    with pytest.raises(
        Refused, match=r"a run .* is not finished .*LOADING.*: .* run `python -m ops data recover`"
    ):
        open_target(target.uri, "staging", None)
    assert recovered(target.uri) == "old"
    open_target(target.uri, "staging", None).close()
    opened.close()


def test_a_marker_is_written_once(staging: Server) -> None:
    place = Place.make(staging, "company-staging", ("readWrite",))
    assert not is_marked(place.uri, "staging")
    assert mark(place.uri, "staging")
    assert is_marked(place.uri, "staging")
    assert not mark(place.uri, "staging")
    for refusing in (is_marked, mark):
        with pytest.raises(Refused, match="marked as staging, not as development: a marker is never changed"):
            refusing(place.uri, "development")
    assert list(place.database[MARKER].find()) == [{"_id": "environment", "name": "staging"}]
    place.remove()


@pytest.mark.parametrize("name", ["production", "company-prod", ""])
def test_nothing_is_marked_as_production(place: Source, name: str) -> None:
    with pytest.raises(Refused, match="a database is "):
        mark(place.uri, name)
    assert place.database[MARKER].find_one() is None


@pytest.mark.proves("R36")
def test_a_database_called_production_is_not_marked(production: Server) -> None:
    place = watched(production, "company-prod")
    with pytest.raises(Refused, match="says production"):
        mark(place.uri, "staging")
    assert place.database[MARKER].find_one() is None
    place.remove()


@pytest.mark.parametrize(
    "changed",
    [
        {"state": None},
        {"state": "FINISHED"},
        {"run": 1},
        {"started": "yesterday"},
        {"state": "SWAPPING"},
        {"state": "SWAPPING", "loaded": [{"name": "users"}], "drops": []},
        {"state": "SWAPPING", "loaded": 5, "drops": []},
    ],
    ids=str,
)
def test_a_journal_that_no_run_has_written_is_not_followed(target: Place, changed: Document) -> None:
    opened = open_target(target.uri, "staging", None)
    Journal(opened.database).begin("1", ["users"])
    opened.close()
    target.database[JOURNAL].update_one({}, {"$set": changed})
    target.database["__refresh_1__users"].insert_one({})
    for attempt in (lambda: recovered(target.uri), lambda: open_target(target.uri, "staging", None)):
        with pytest.raises(Failed, match=r"journal \(_refresh_journal\) was changed by hand"):
            attempt()
    assert "__refresh_1__users" in target.database.list_collection_names()


def test_a_collection_that_an_insert_on_its_way_makes_anew_is_dropped_again(
    target: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = [target.database["__refresh_1__users"]] * 2
    late[0].insert_one({})
    pause = SimpleNamespace(sleep=lambda _: late and late.pop().insert_one({}))
    monkeypatch.setattr("data.target.present.time", pause)
    assert recovered(target.uri) == "old"
    assert not late
    assert "__refresh_1__users" not in target.database.list_collection_names()


def test_a_journal_that_another_run_holds_is_not_taken_over(target: Place) -> None:
    opened = open_target(target.uri, "staging", None)
    journal = Journal(opened.database)
    journal.begin("1", ["users"])
    with pytest.raises(Refused, match="a run at the target is not finished"):
        journal.begin("2", ["users"])
    with pytest.raises(Failed, match="not this run's any more"):
        journal.move("2", ("LOADING",), "VERIFIED")
    assert not journal.undo("2")
    assert target.database[JOURNAL].find_one({}, {"run": 1, "state": 1}) == {
        "_id": "journal",
        "run": "1",
        "state": "LOADING",
    }
    opened.close()
