"""A mongodump archive is taken whole or not at all: every byte of it is looked at before one is used."""

import gzip
from io import BytesIO
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import bson
import pytest
from bson.int64 import Int64
from fastcrc import crc64
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import Failed, Refused
from data.source import archive_format
from data.source.archive import open_archive
from tests.data.archive_writer import END, Dumped, archive, crc_64, write

USERS = Dumped("users", [{"_id": number, "name": f"user {number}"} for number in range(5)])
COMPANY = [USERS, Dumped("sessions", [{"_id": 1}]), Dumped("empty"), Dumped("active", type="view")]
LITTLE = [Dumped("a", [{"_id": 1}, {"b": "c"}]), Dumped("d")]
# Two documents {} of `company.users` and nothing else, written out by hand.
GOLDEN = (
    "6de29981"
    "16000000 02 76657273696f6e00 04000000 302e3100 00"
    "40000000 02 646200 08000000 636f6d70616e7900 02 636f6c6c656374696f6e00 06000000 757365727300"
    "02 7479706500 0b000000 636f6c6c656374696f6e00 00"
    "ffffffff"
    "3e000000 02 646200 08000000 636f6d70616e7900 02 636f6c6c656374696f6e00 06000000 757365727300"
    "08 454f4600 00 12 43524300 0000000000000000 00"
    "0500000000 0500000000 ffffffff"
    "3e000000 02 646200 08000000 636f6d70616e7900 02 636f6c6c656374696f6e00 06000000 757365727300"
    "08 454f4600 01 12 43524300 CHECKSUM 00 ffffffff"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "company.archive"


def refusal(file: Path, data: bytes, database: str | None = None) -> str:
    file.write_bytes(data)
    with pytest.raises(Refused) as refused:
        open_archive(file, database)
    return str(refused.value)


def documents(file: Path) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for batch in open_archive(file).all_batches():
        assert len(batch.values()) == batch.count
        found.setdefault(batch.collection, []).extend(batch.values())
    return found


def test_the_checksum_is_that_of_the_catalogue_of_parametrised_crc_algorithms() -> None:
    assert crc64.xz(b"123456789") == 0x995DC9BBDF1939FA == crc_64(b"123456789") + (1 << 64)
    assert crc64.xz(b"6789", crc64.xz(b"12345")) == crc64.xz(b"123456789")


def test_an_archive_written_out_by_hand_is_read(file: Path) -> None:
    crc = crc64.xz(bytes.fromhex("05000000000500000000")).to_bytes(8, "little").hex()
    file.write_bytes(bytes.fromhex(GOLDEN.replace("CHECKSUM", crc)))
    opened = open_archive(file)
    assert opened.database == "company"
    assert [(one.name, one.kind, one.documents, one.size) for one in opened.collections()] == [
        ("users", "collection", 2, 10)
    ]
    assert [(one.collection, one.data.hex(), one.count) for one in opened.all_batches()] == [
        ("users", "05000000000500000000", 2)
    ]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("segment", [1, 2, 1_000])
def test_collections_that_alternate_are_told_apart_and_views_have_no_documents(
    file: Path, packed: bool, segment: int
) -> None:
    write(file, COMPANY, packed=packed, segment=segment)
    assert documents(file) == {"users": USERS.documents, "sessions": [{"_id": 1}]}
    opened = open_archive(file, "company")
    assert [(one.name, one.kind, one.documents) for one in opened.collections()] == [
        ("active", "view", 0),
        ("empty", "collection", 0),
        ("sessions", "collection", 1),
        ("users", "collection", 5),
    ]
    assert {one.collection for one in opened.all_batches(frozenset({"users"}))} == {"sessions"}
    assert sum(one.count for one in opened.batches("users")) == 5
    assert opened.commands() == {}


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31 - 1) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=8,
)
fields = st.dictionaries(st.text("abcdef", min_size=1), values, max_size=4)


@settings(deadline=None, max_examples=50)
@given(
    collections=st.lists(st.lists(fields, max_size=6), min_size=1, max_size=3),
    segment=st.integers(1, 4),
    at_once=st.integers(1, 64),
)
def test_what_was_dumped_is_read_however_it_is_cut(
    collections: list[list[Any]], segment: int, at_once: int
) -> None:
    dumped = [Dumped(f"c{number}", one) for number, one in enumerate(collections)]
    with NamedTemporaryFile() as made, pytest.MonkeyPatch.context() as patch:
        file = write(Path(made.name), dumped, segment=segment)
        patch.setattr(archive_format, "BATCH_BYTES", at_once)
        assert documents(file) == {one.name: one.documents for one in dumped if one.documents}


def test_an_archive_cut_off_anywhere_is_refused(file: Path) -> None:
    whole = archive(LITTLE, segment=1)
    for length in range(len(whole)):
        assert "company.archive, byte " in refusal(file, whole[:length])


def test_a_packed_archive_cut_off_anywhere_or_with_something_behind_it_is_refused(file: Path) -> None:
    whole = gzip.compress(archive(LITTLE, segment=1))
    for length in range(len(whole)):
        assert "company.archive, byte " in refusal(file, whole[:length])
    assert "the gzip data around it is damaged or cut off" in refusal(file, whole[:-5])
    assert "the gzip data around it is damaged or cut off" in refusal(file, whole + b"more")


def test_a_change_of_any_bit_of_a_document_is_refused(file: Path) -> None:
    whole = archive(LITTLE, segment=1)
    for body in LITTLE[0].bodies():
        start = whole.index(body)
        for position in range(start, start + len(body)):
            for bit in range(8):
                changed = bytearray(whole)
                changed[position] ^= 1 << bit
                refusal(file, bytes(changed))


def header(name: str, *, eof: bool = False, database: str = "company") -> bytes:
    return bson.encode({"db": database, "collection": name, "EOF": eof, "CRC": Int64(0)})


SMALL = archive([Dumped("empty")])
ENDED = SMALL[: -len(header("empty", eof=True) + END)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "byte 0 of the archive: this is no archive of mongodump (mongodump --archive=FILE)"),
        (b"%PDF-1.7 and more", "byte 0 of the archive: this is no archive of mongodump"),
        (archive([USERS], version="0.2"), "this is not format 0.1 of mongodump's archives"),
        (archive([]), "it holds no collection, and a refresh would empty the target"),
        (archive([Dumped("users", [{}], crc=5)]), "the checksum of users is not that of its documents"),
        (archive([USERS, USERS]), "users is announced twice"),
        (archive([USERS, Dumped("x", database="other")]), "it holds more than one database"),
        (archive([USERS, Dumped("users", database="other")]), "it holds more than one database"),
        (
            archive([Dumped("oplog", database="")]),
            "it holds the server's own affairs (users and roles, or an",
        ),
        (archive([Dumped("$admin.system.users")]), "it holds the server's own affairs"),
        (archive([Dumped("system.users", database="admin")]), "it holds the server's own affairs"),
        (archive([Dumped("users", type="cube")]), "users is of a kind that this program does not know"),
        (
            archive([Dumped("a", stored_as="b")]),
            "documents of a collection begin here that was not announced",
        ),
        (archive([Dumped("a", stored_as="system.buckets.a")]), "that was not announced"),
        (SMALL + END, "a block begins without a header"),
        (SMALL + header("empty") + END, "empty goes on after its end"),
        (SMALL + header("empty", database="other") + END, "documents of another database begin here"),
        (SMALL + bson.encode({"db": "company"}) + END, "documents of another database begin here"),
        (SMALL + b"\x04\x00\x00\x00", "neither a document nor the end of a block"),
        (SMALL + (17 << 20).to_bytes(4, "little") + bytes(99), "neither a document nor the end of a block"),
        (SMALL + b"\x05\x00\x00\x00\x01", "a document does not end where it says"),
        (SMALL + b"\x06\x00\x00\x00\x77\x00", "what should be a header is no BSON document"),
        (ENDED, "the file ends before the end of empty"),
        (
            ENDED + header("empty", eof=True) + bson.encode({}) + END,
            "documents stand behind the end of empty",
        ),
    ],
)
def test_what_mongodump_does_not_write_or_a_refresh_does_not_take_is_refused(
    file: Path, data: bytes, says: str
) -> None:
    text = refusal(file, data)
    assert says in text
    assert text.startswith("company.archive, byte ")
    assert text.endswith("Nothing of it was taken; make or fetch it anew.")


class Measured(BytesIO):
    """A stream that notes how much of it is asked for at once."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        self.most = max(self.most, size)
        return super().read(size)


def test_a_large_archive_is_never_held_whole_and_a_fault_is_found_at_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive_format, "BATCH_BYTES", 100)
    whole = archive([Dumped("users", [{"_id": number} for number in range(1_000)])])
    stream = Measured(whole[: -len(END)])
    reader = archive_format.Reader(stream, "company.archive")
    reader.magic()
    with pytest.raises(Refused, match=f"byte {len(whole) - len(END):,} of the archive: the file ends in the"):
        list(chain.from_iterable(reader.runs() for _ in iter(reader.header, None)))
    assert stream.most < 500


def test_the_archive_of_another_database_is_refused(file: Path) -> None:
    assert refusal(file, archive(COMPANY), "shop") == (
        "company.archive holds the database company, not shop."
    )


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.archive", tmp_path):
        with pytest.raises(Refused, match=f"^{path.name} cannot be read as an archive: "):
            open_archive(path)


@pytest.mark.parametrize("later", [archive([*COMPANY, Dumped("more")]), archive(COMPANY)[:-9], b"", None])
def test_a_file_that_is_another_at_the_second_read_ends_the_run(file: Path, later: bytes | None) -> None:
    opened = open_archive(write(file, COMPANY))
    if later is None:
        file.unlink()
    else:
        file.write_bytes(later)
    with pytest.raises(Failed, match="was changed after it was checked"):
        list(opened.all_batches())


@pytest.mark.parametrize("stored_as", ["readings", "system.buckets.readings"])
def test_the_buckets_of_a_time_series_are_checked_and_not_given(file: Path, stored_as: str) -> None:
    series = Dumped("readings", [{"v": 1}], {"timeseries": {}}, type="timeseries", stored_as=stored_as)
    opened = open_archive(write(file, [series]))
    assert [(one.name, one.kind, one.documents) for one in opened.collections()] == [
        ("readings", "timeseries", 1)
    ]
    assert list(opened.all_batches()) == []


def test_options_and_indexes_are_read_with_their_types(file: Path) -> None:
    options = {"validator": {"name": {"$regex": "^a", "$ne": "x"}}, "expireAfterSeconds": Int64(60)}
    indexes: list[dict[str, Any]] = [
        {"v": 2, "key": {"b": 1, "a": -1.0}, "name": "b_a", "ns": "company.users", "unique": True}
    ]
    write(file, [Dumped("users", [], options, indexes)])
    (users,) = open_archive(file).collections()
    assert users.options == options
    (index,) = users.indexes
    assert type(users.options["expireAfterSeconds"]) is Int64
    assert (index,) == ({"v": 2, "key": {"b": 1, "a": -1.0}, "name": "b_a", "unique": True},)
    assert [type(one) for one in index["key"].values()] == [int, float]


@pytest.mark.parametrize(
    ("options", "kind"),
    [({}, "collection"), ({"viewOn": "users"}, "view"), ({"timeseries": {"timeField": "at"}}, "timeseries")],
)
def test_the_kind_of_a_collection_follows_from_its_options_where_no_type_is_given(
    file: Path, options: dict[str, Any], kind: str
) -> None:
    (one,) = open_archive(write(file, [Dumped("one", [], options, type=None)])).collections()
    assert one.kind == kind


@pytest.mark.parametrize(
    "metadata",
    [
        *("{", "[]", '{"indexes": 5}', '{"indexes": [5]}', "[" * 100_000, 5),
        *('{"options": null}', '{"options": 5}', '{"options": [1]}', '{"options": {"collation": "de"}}'),
        *('{"indexes": [{"key": {"a": 1}}]}', '{"indexes": [{"name": "a", "key": [1]}]}'),
        '{"indexes": [{"name": "a", "key": {"a": 1}, "collation": "de"}]}',
    ],
)
def test_options_that_cannot_be_understood_are_refused(file: Path, metadata: object) -> None:
    entry = bson.encode({"db": "company", "collection": "users", "metadata": metadata})
    text = refusal(file, bytes.fromhex("6de29981") + bson.encode({"version": "0.1"}) + entry + END)
    assert "users cannot be understood" in text or "announced without its name" in text
