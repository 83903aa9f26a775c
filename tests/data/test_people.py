"""The application's database as the tests fill it: with everything that a copy has to have again."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.clusters import people
from sandbox.clusters.people.schema import facts
from tests.data.places import Source


@pytest.fixture
def filled(source: Source) -> tuple[Source, dict[str, int]]:
    return source, people.load(source.database, 400)


def test_a_filled_database_has_the_applications_collections_and_all_their_indexes(
    filled: tuple[Source, dict[str, int]],
) -> None:
    source, made = filled
    assert set(made) == set(facts())
    assert sum(made.values()) == 400
    assert made == {name: source.database[name].count_documents({}) for name in made}
    indexes = [index for name in made for index in source.database[name].list_indexes()]
    assert len(indexes) == len(made) + 37
    assert sum("unique" in index for index in indexes) == 26
    assert sum("textIndexVersion" in index for index in indexes) == 8
    options = {one["name"]: one["options"] for one in source.database.list_collections()}
    assert "validator" in options["users"]
    assert options["programcategories"]["collation"]["strength"] == 2
    _nothing_expires(source, made)


def _nothing_expires(source: Source, made: dict[str, int]) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    expiring: dict[str, Any] = {
        name: next(iter(index["key"]))
        for name in made
        for index in source.database[name].list_indexes()
        if "expireAfterSeconds" in index
    }
    assert len(expiring) == 3
    for name, field in expiring.items():
        assert source.database[name].count_documents({field: {"$lt": now}}) == 0
