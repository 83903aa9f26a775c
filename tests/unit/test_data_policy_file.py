"""A policy file with faults: each is said at once, with its line, its reason and what to write."""

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from data.errors import Refused
from data.policy.load import load, parse
from tests.unit.data_policy import ID, faults

WORDS = (
    "write one of address, cloudinary, company, date-shift, drop, email, iban, ip, null, password, person, "
    "phone, random-number, ref, stripe, text, token, url, {keep: [types]}, {enum: [values]}, "
    "{constant: value}, {number-bucket: size} or {ref: [words]}"
)
TYPES = (
    "write one or some of binData, bool, date, dbPointer, decimal, double, int, javascript, long, "
    "maxKey, minKey, null, number, objectId, regex, string, timestamp"
)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("emial", f"`emial` is no action; {WORDS}"),
        ("", f"says nothing; {WORDS}"),
        ("~", f"`~` is no action; {WORDS}"),
        ("3", f"is no action; {WORDS}"),
        ("[text]", f"is no action; {WORDS}"),
        ("{hash: md5}", f"`hash` is no action; {WORDS}"),
        ("{keep: string, enum: [a]}", f"is no action; {WORDS}"),
        ("keep", "keeps whatever is there; say what: {keep: string}, {keep: [int, double]}"),
        ("unclassified", "is not classified yet, and nothing is kept by chance; write what happens to it"),
        ("{keep: object}", "keeps whatever will ever stand in it; name the paths in it"),
        ("{keep: [string, array]}", "keeps whatever will ever stand in it; name the paths in it"),
        ("{keep: strin}", f"`strin` is no BSON type; {TYPES}"),
        ("{keep: [[a]]}", f"`['a']` is no BSON type; {TYPES}"),
        ("{keep: {a: b}}", f"`{{'a': 'b'}}` is no BSON type; {TYPES}"),
        (r'"a\nb"', rf"`a\x0ab` is no action; {WORDS}"),
        ("{? [a] : b}", "has a key that is no word; write one"),
        ("{number-bucket: " + "9" * 5000 + "}", "has a bucket of no size; write a number greater than 0"),
        ("{keep: []}", f"`` is no BSON type; {TYPES}"),
        ("{enum: []}", "is an enum without values, which no string can pass; list them, or choose `text`"),
        ("{enum: a}", "is an enum without values, which no string can pass; list them, or choose `text`"),
        ("{enum: [a, 1]}", "has 1 among its values, which are strings; put it in quotes"),
        ("{enum: [a, true]}", "has True among its values, which are strings; put it in quotes"),
        ("{enum: [a, b, a]}", "has the value `a` twice; remove one"),
        ("{ref: []}", "names no words that may stand beside an id; list them, or write `ref`, for none"),
        ("{ref: room}", "names no words that may stand beside an id; list them, or write `ref`, for none"),
        ("{ref: [room, 1]}", "has 1 among its words, which are strings; put it in quotes"),
        ("{ref: [room, room]}", "has the word `room` twice; remove one"),
        (
            "{ref: [room, Anna Keller]}",
            "has `Anna Keller` among its words, which stay as they are beside an id; write letters and "
            "digits, joined by one of ._:/- each, and no id",
        ),
        (
            f"{{ref: [room_{ID}]}}",
            f"has `room_{ID}` among its words, which stay as they are beside an id; write letters and "
            "digits, joined by one of ._:/- each, and no id",
        ),
        ("{number-bucket: 0}", "has a bucket of no size; write a number greater than 0"),
        ("{number-bucket: x}", "has a bucket of no size; write a number greater than 0"),
        (
            "{constant: null}",
            "has no constant; write a text, a number, true or false, or `null` for the action",
        ),
        ("!!binary aGk=", "has the tag tag:yaml.org,2002:binary, which is not read here; remove it"),
    ],
)
def test_what_says_no_action_is_said_with_what_to_write(said: str, why: str) -> None:
    text = f"environment: staging\ncollections:\n  users:\n    a.b: {said}"
    assert f"policy.yaml:4: users.a.b: {why}" in faults(text)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("a[", "is no path from `[` on"),
        ("a.<key>", "does not say what happens to the map's keys, which are data; write <key:ref>, say"),
        (
            "a.<key:drop>",
            "`<key:drop>` is nothing that can be done to keys; write one of keep, ref, email, person, phone, "
            "address, company, url, ip, text, token, stripe, cloudinary, password, iban",
        ),
    ],
)
def test_what_names_no_path_is_refused(key: str, why: str) -> None:
    assert faults(f"environment: staging\ncollections:\n  users:\n    {key}: text") == [
        f"policy.yaml:4: users.{key}: {why}"
    ]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (
            "a.*: text",
            "'*.b': url",
            "users.*.b: names the same paths as `users.a.*` (users.a.*), and neither is more exact; name the "
            "paths that both mean in a line of their own, or remove one",
        ),
        (
            "m.<key:ref>: text",
            "m.<key>: url",
            "users.m.<key>: names the same paths as `users.m.<key>` (users.m.<key:ref>), and neither is more "
            "exact; name the paths that both mean in a line of their own, or remove one",
        ),
        (
            "m.<key:ref>.a: text",
            "m.<key:keep>.b: url",
            "users.m.<key:keep>.b: says something else of the same map's keys than another line; "
            "say one thing",
        ),
        (
            "a: drop",
            "a.b: text",
            "users.a.b: is never reached, for users.a takes the whole of what is above it; remove one",
        ),
    ],
)
def test_two_lines_that_contradict_each_other_are_refused(first: str, second: str, why: str) -> None:
    text = f"environment: staging\ncollections:\n  users:\n    {first}\n    {second}"
    assert faults(text) == [f"policy.yaml:5: {why}"]


def test_a_key_that_stands_twice_is_refused_with_both_lines() -> None:
    text = "environment: staging\ncollections:\n  users:\n    a: text\n    b: url\n    a: url"
    why = "stands twice, in lines 4 and 6; one of them would be lost"
    assert faults(text) == [f"policy.yaml:4: users.a: {why}"]


@pytest.mark.parametrize(
    ("section", "why"),
    [
        (
            "everywhere: {'*': text}",
            "everywhere.*: names every field of every collection; name what it is about",
        ),
        (
            "everywhere: {a.*: {keep: string}}",
            "everywhere.a.*: keeps what stands in fields that nobody has seen yet; name each of them",
        ),
        (
            "everywhere: {a.<key:ref>: text}",
            "everywhere.a.<key:ref>: names the keys of a map, which has to be named with its collection",
        ),
        (
            "everywhere: {a: object}",
            "everywhere.a: is an `object` of any collection; name it in its own, so that no map "
            "is taken for one",
        ),
        (
            "defaults: {string: keep}",
            "defaults.string: has no default, for anything may stand in it; name its paths. Those with "
            "one: number, "
            "bool, int, long, double, decimal, date, objectId, null",
        ),
        ("defaults: {text: keep}", f"defaults.text: `text` is no BSON type; {TYPES}"),
        (
            "defaults: {bool: ref}",
            "defaults.bool: `ref` is nothing that happens to a bool by default; write keep",
        ),
        ("sensitive: [Birth]", "sensitive.0: is no word in small letters; write one, as `phone`"),
        ("sensitive: birth", "sensitive: is no list; write one word per item"),
        ("extra: 1", "extra: is no key of a policy; it would be ignored"),
    ],
)
def test_a_section_that_takes_in_too_much_or_nothing_is_refused(section: str, why: str) -> None:
    assert faults(f"environment: staging\n{section}\ncollections: {{}}") == [f"policy.yaml:2: {why}"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "has no names under it; write `name: what happens` lines, or {} for none"),
        ("text", "has no names under it; write `name: what happens` lines, or {} for none"),
        ("{drop: ''}", "drop: is empty; write a few words"),
    ],
)
def test_a_collection_without_paths_or_a_reason_is_refused(said: str, why: str) -> None:
    (line,) = faults(f"environment: staging\ncollections:\n  users: {said}")
    assert line.removeprefix("policy.yaml:3: users").lstrip(".: ") == why


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "",
            [
                "policy.yaml:1: collections: is missing; a policy needs it",
                "policy.yaml:1: environment: is missing; a policy needs it",
            ],
        ),
        ("a: [", ["policy.yaml:1: is not valid YAML: expected the node content, but found '<stream end>'"]),
        ("a: &x b\nc: *x", ["policy.yaml:2: is not valid YAML: aliases are not read here; write it out"]),
        ("[" * 3000, ["policy.yaml: is not valid YAML: maximum recursion depth exceeded"]),
    ],
)
def test_a_text_that_is_no_policy_is_refused_in_a_line(text: str, lines: list[str]) -> None:
    assert [line[: len(lines[0]) + 9] for line in faults(text)] == lines


def test_every_fault_is_said_at_once_in_the_order_of_the_file() -> None:
    text = """\
environment: 3
other: x
sensitive: [Birth, ok]
defaults: {string: keep}
everywhere: {a: emial}
collections:
  users:
    b: unclassified
    c.*: text
    "*.d": text
  logs: {drop: 3}
"""
    assert [line.split(": ")[:2] for line in faults(text)] == [
        ["policy.yaml:1", "environment"],
        ["policy.yaml:2", "other"],
        ["policy.yaml:3", "sensitive.0"],
        ["policy.yaml:4", "defaults.string"],
        ["policy.yaml:5", "everywhere.a"],
        ["policy.yaml:8", "users.b"],
        ["policy.yaml:10", "users.*.d"],
        ["policy.yaml:11", "logs.drop"],
    ]


LETTERS = "ab.*<>:[]{}'\"!&|#\n ?-é\0"
PARTS = st.recursive(
    st.sampled_from((None, True, 7, -0.5, float("nan"), 10**30, "email", "drop", "a\nb"))
    | st.text(LETTERS, max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("keep", "enum", "drop", "number", "a.*", "b[]", "", "c\u2028")),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
SECTIONS = ("environment", "defaults", "sensitive", "everywhere", "collections")


def _refusal(text: str) -> str:
    try:
        parse(text, "policy.yaml")
    except Refused as refused:
        return str(refused)
    return ""


@example({"environment": "staging", "collections": {"keep": {"drop": {"drop": None}}}})
@given(st.dictionaries(st.sampled_from(SECTIONS), PARTS))
def test_whatever_stands_in_a_file_it_is_a_policy_or_refused_in_lines(document: dict[str, object]) -> None:
    refusal = _refusal(yaml.safe_dump(document, allow_unicode=True))
    assert all(line.startswith("policy.yaml:") for line in refusal.splitlines())


@given(st.text(LETTERS))
def test_a_text_of_any_kind_is_refused_in_lines(text: str) -> None:
    assert _refusal(text).startswith("policy.yaml:")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"environment: \xff", "is not UTF-8 (byte 13); save it as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, why: str) -> None:
    file = tmp_path / "policy.yaml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        load(file)
    assert str(refused.value) == f"{file}: {why}"
