"""`ops data policy`: a policy that can be used, and a first one where there is none."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.documents import Batch, batch_of
from data.policy.load import parse
from ops.data.classify import advice
from tests.ops_command import ops

POLICY = """\
environment: staging
collections:
  users: {email: email, name: person}
  leads: {drop: nobody tests them}
"""


def test_a_policy_that_can_be_used_says_what_it_covers(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY)
    done = ops("data", "policy", "check", "--policy", str(file))
    digest = parse(POLICY).digest
    assert (done.returncode, done.stdout) == (
        0,
        "can be used: 1 collections sanitized, 1 left empty, 2 rules, for a target marked staging; "
        f"sha256 {digest[:12]}\n",
    )
    assert json.loads(ops("data", "policy", "check", "--policy", str(file), "--json").stdout) == {
        "environment": "staging",
        "sanitized": 1,
        "dropped": 1,
        "rules": 2,
        "sha256": digest,
    }


def test_one_that_cannot_is_refused_with_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY.replace("person", "persona").replace("email: email", "email: mail"))
    done = ops("data", "policy", "check", "--policy", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split(";")[0] for line in done.stderr.splitlines()] == [
        f"{file}:3: users.email: `mail` is no action",
        f"{file}:3: users.name: `persona` is no action",
    ]


SCHEMA = {
    "users": {"fields": {"email": "String", "tags": "[String]", "age": "Number", "_id": "ObjectId"}},
    "conversations": {"fields": {"unreadCounts.<key>": "Number"}, "indexes": []},
}


def test_a_first_policy_holds_the_paths_of_a_schema_and_is_refused_until_they_are_classified(
    tmp_path: Path,
) -> None:
    schema, policy = tmp_path / "schema.json", tmp_path / "policy.yaml"
    schema.write_text(json.dumps(SCHEMA))
    done = ops("data", "policy", "scaffold", "--schema", str(schema))
    assert done.returncode == 0
    assert "    email: unclassified  # String\n    tags[]: unclassified  # [String]\n" in done.stdout
    policy.write_text(done.stdout)
    checked = ops("data", "policy", "check", "--policy", str(policy))
    assert checked.returncode == 2
    assert {line.split(": ")[1] for line in checked.stderr.splitlines()} >= {"users.email", "users.tags[]"}


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"users": {}}', '{"users": {"fields": {"email": 1}}}', '"x"']
)
def test_what_is_no_schema_is_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "schema.json"
    file.write_text(content)
    done = ops("data", "policy", "scaffold", "--schema", str(file))
    assert (done.returncode, done.stderr) == (
        2,
        f'{file}: is no schema; write {{"COLLECTION": {{"fields": {{"PATH": "TYPE"}}}}}}\n',
    )


class Fixed:
    """A source of two batches."""

    closed = False

    def all_batches(self) -> Iterator[Batch]:
        yield batch_of("users", [{"email": "a@kiln.example", "tags": ["x", b"1"]}, {"email": None}])
        yield batch_of("users", [{"seen": {"6b" * 12: 4}}])

    def close(self) -> None:
        self.closed = True


def test_without_a_schema_it_holds_what_the_documents_hold_and_no_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = Fixed()
    monkeypatch.setattr("ops.data.policy.scaffold.open_source", lambda addresses: source)
    monkeypatch.setenv("DATA_SOURCE_URI", "mongodb://prod.example.net/company")
    done = ops("data", "policy", "scaffold")
    assert done.stdout.split("collections:\n")[1] == (
        "  users:\n"
        "    email: unclassified  # 1 null, 1 string\n"
        "    seen.<key>: unclassified  # 1 int\n"
        "    tags[]: unclassified  # 1 binData, 1 string\n"
    )
    assert source.closed


@pytest.mark.parametrize(
    ("path", "kind", "line"),
    [
        (("nickname",), "string", "users: {nickname: text}"),
        (("tags", "[]"), "string", 'users: {"tags[]": text}'),
        (("friend",), "objectId", "users: {friend: ref}"),
        (("seenAt",), "date", "users: {seenAt: date-shift}"),
        (("born",), "date", "users: {born: null}"),
        (("homePhone",), "string", "users: {homePhone: null}"),
        (("address", "owner"), "objectId", "users: {address.owner: null}"),
        (("shoe", "size"), "int", "users: {shoe.size: null}"),
        (("birth", "<key>"), "key", "users: {birth: drop}"),
        (("scan",), "binData", "users: {scan: drop}"),
        (("seen", "<key>"), "key", "users: {seen: drop}"),
        (("seen", "<key>", "at"), "date", "users: {seen: drop}"),
        (("<key>",), "key", "users: {drop: why}"),
        ((), "collection", "users: {drop: why}"),
    ],
)
def test_what_is_advised_is_a_line_with_which_the_path_passes(
    path: tuple[str, ...], kind: str, line: str
) -> None:
    asked = parse("environment: staging\nsensitive: [shoe]\ncollections: {}")
    assert advice(asked, "users", path, kind) == line
    policy = parse(f"environment: staging\ncollections:\n  {line}\n")
    above = path[: path.index("<key>")] if "<key>" in path else path
    assert policy.treatment("users") == "drop" or policy.action("users", above, kind) is not None
