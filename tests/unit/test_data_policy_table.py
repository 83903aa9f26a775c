"""The table of docs/data.md: what it is, what happens to it and where, as much as somebody reads."""

from data.policy.table import rows, table
from tests.unit.data_policy import policy

HEAD = ["| What it is | What happens to it | Where |", "|---|---|---|"]
PEOPLE = "Names of people | become other names"
MANY = [f"name{letter}" for letter in "abcdefghijklmnop"]


def test_the_table_has_a_row_for_each_thing_that_happens() -> None:
    made = policy(
        "defaults: {date: date-shift}\neverywhere: {email: email}\ncollections:\n  logs: {drop: of no use}\n"
        "  users: {b: email, a: email, 'm.<key:ref>': {keep: int}, r: {enum: [x]}, k: {ref: [x, y]}, "
        "n: {number-bucket: 1000}}"
    )
    assert [(row.what, row.where) for row in rows(made)] == [
        ("E-mail addresses", {"": ("`email`",), "users": ("`a`", "`b`")}),
        (
            "Ids of documents, and what refers to them",
            {
                "users": (
                    "`k` (with 2 words of the program beside them, which stay)",
                    "`m.<key>` (the keys)",
                )
            },
        ),
        ("Dates", {}),
        (
            "Numbers that say much about somebody, or by which a file is known again",
            {"users": ("`n` (in steps of 1,000)",)},
        ),
        ("Words of the program", {"users": ("`r`",)}),
        ("Codes, settings and the company's own lists", {"users": ("`m.<key>`",)}),
    ]
    lines = table(made).splitlines()
    assert lines[:5] == [
        *HEAD,
        "| Collections of use only in production | stay empty | `logs` (of no use) |",
        "| E-mail addresses | become addresses that nobody has, under a reserved domain | anywhere: `email`; "
        "`users`: `a`, `b` |",
        "| Ids of documents, and what refers to them | become other ids; what belonged together still does "
        "| `users`: `k` (with 2 words of the program beside them, which stay), `m.<key>` (the keys) |",
    ]
    assert lines[5] == (
        "| Dates | move, all by the same time "
        "| every field of that kind, if its name is not a sensitive one |"
    )
    assert len(lines) == 9


def test_fifteen_places_stand_in_the_cell() -> None:
    made = policy(f"collections: {{users: {{{', '.join(f'{name}: person' for name in MANY[:15])}}}}}")
    places = ", ".join(f"`{name}`" for name in MANY[:15])
    assert table(made).splitlines() == [*HEAD, f"| {PEOPLE} | `users`: {places} |"]


def test_of_more_the_cell_has_counts_and_the_folded_list_each() -> None:
    few = "".join(f"  {name}: {{b: person, a: person}}\n" for name in MANY[:7])
    users = ", ".join(f"{name}: person" for name in MANY[:3])
    made = policy(f"everywhere: {{last: person}}\ncollections:\n{few}  users: {{role: email, {users}}}\n")
    assert table(made).splitlines() == [
        *HEAD,
        "| E-mail addresses | become addresses that nobody has, under a reserved domain | `users`: `role` |",
        f"| {PEOPLE} | 18 places, listed below: `users` 3, `namea` 2, `nameb` 2, `namec` 2, `named` 2, "
        "`namee` 2 and 5 in 3 other collections |",
        "",
        "<details>",
        "<summary>Every place of the classes that have many</summary>",
        "",
        "**Names of people** become other names:",
        "",
        "- anywhere: `last`",
        *(f"- `{name}`: `a`, `b`" for name in MANY[:7]),
        "- `users`: `namea`, `nameb`, `namec`",
        "",
        "</details>",
    ]
