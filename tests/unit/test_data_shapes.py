"""The documents of any shape that properties are tried on: of every type, and the same after BSON."""

from typing import Any

import pytest
from bson.objectid import ObjectId
from hypothesis import given
from hypothesis import strategies as st

from data.documents import TYPE_NAMES, batch_of, type_name
from tests.data.shapes import DOCUMENTS, SCALARS, Document, paths


def test_there_are_values_of_every_type_that_mongodb_has_a_name_for() -> None:
    assert set(SCALARS) | {"object", "array"} == set(TYPE_NAMES.values())


@pytest.mark.parametrize("name", SCALARS)
@given(data=st.data())
def test_a_value_of_each_type_is_of_that_type_after_bson_as_before(name: str, data: st.DataObject) -> None:
    value = data.draw(SCALARS[name])
    (read,) = batch_of("any", [{"value": value}]).values()
    assert read == {"value": value}
    assert type_name(value) == type_name(read["value"]) == name


@given(DOCUMENTS)
def test_a_document_of_any_shape_is_the_same_after_bson(document: Document) -> None:
    (read,) = batch_of("any", [document]).values()
    assert read == document
    assert paths(read) == paths(document)


def test_the_paths_of_a_document_name_elements_and_the_keys_of_maps() -> None:
    document: dict[str, Any] = {
        "_id": ObjectId(bytes(12)),
        "a": {"b": [1, "x", [None], {"c": True}]},
        "by_user": {"0" * 24: [{"title": ""}], "by_x": 2.5},
        "empty": [],
    }
    assert paths(document) == {
        (("_id",), "objectId"),
        (("a",), "object"),
        (("a", "b"), "array"),
        (("a", "b", "[]"), "int"),
        (("a", "b", "[]"), "string"),
        (("a", "b", "[]"), "array"),
        (("a", "b", "[]", "[]"), "null"),
        (("a", "b", "[]"), "object"),
        (("a", "b", "[]", "c"), "bool"),
        (("by_user",), "object"),
        (("by_user", "<key>"), "array"),
        (("by_user", "<key>", "[]"), "object"),
        (("by_user", "<key>", "[]", "title"), "string"),
        (("by_user", "<key>"), "double"),
        (("empty",), "array"),
    }
