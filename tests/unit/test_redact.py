"""What the redactor hides, and what it leaves alone."""

import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ops.redact import MARK, Redactor, filed_values, is_secret_name, secret_values

# Brackets are the mark's own; without them, text between two marks can never become a secret again.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="[]"))
SECRETS = st.text(
    st.characters(exclude_categories=["Z", "C"], exclude_characters="[]"), min_size=6, max_size=24
).filter(lambda value: value not in MARK)
FORMS: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [
        str,
        lambda value: quote(value, safe=""),
        lambda value: quote(value).lower() if value.islower() else quote(value),
        quote_plus,
        lambda value: json.dumps({"a": value}),
        lambda value: json.dumps(value, ensure_ascii=False),
        repr,
    ]
)


@given(st.lists(SECRETS, min_size=1, max_size=4), st.data())
def test_no_known_secret_survives_in_any_form(secrets: list[str], data: st.DataObject) -> None:
    pieces = data.draw(st.lists(st.tuples(TEXT, st.sampled_from(secrets), FORMS), min_size=1, max_size=4))
    text = "".join(before + form(value) for before, value, form in pieces)
    redacted = Redactor(secrets)(text)
    assert MARK in redacted
    for value in secrets:
        forms = (value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1], repr(value)[1:-1])
        assert not [form for form in forms if form in redacted]


@given(st.lists(TEXT), st.lists(SECRETS))
def test_text_without_secrets_passes_unchanged(pieces: list[str], secrets: list[str]) -> None:
    text = " ".join(pieces)
    forms = {
        form for value in secrets for form in (value, quote(value), quote_plus(value), repr(value)[1:-1])
    }
    assume(not any(form in text for form in forms) and "://" not in text)
    assert Redactor(secrets)(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "mongodb+srv://app@host/shop and redis://localhost:6379/0 and https://a.b:443/c@d",
        "write it like cloudinary://key or https://medium.com/@people?a:b",
        "begins with sk_live_ or sk_test_, whsec_; a bearer of news, Bearer authentication",
        "https://[::1]:80/ at 10:30, mail me@bondigoo.ch",
        "pk_live_" + "a1B2c3D4",
        "task_test_" + "abcdef",
        "SG.short.value",
    ],
)
def test_ordinary_text_passes_unchanged(text: str) -> None:
    assert Redactor([])(text) == text


RANDOM = "a1B2" + "c3D4" + "e5F6"


@pytest.mark.parametrize(
    ("secret", "around"),
    [
        ("sk_" + "live_" + RANDOM, "key {}."),
        ("rk_" + "test_" + RANDOM, "'{}'"),
        ("whsec_" + RANDOM, "{},"),
        ("rnd_" + RANDOM, "{}"),
        ("SG." + RANDOM + "." + RANDOM, "({})"),
        ("pul-" + "0a" * 20, "{}\n"),
        (RANDOM, "Authorization: Bearer {}\r\n"),
        ("app:pa@s/s:" + RANDOM, "mongodb+srv://{}@host.mongodb.net/shop?a=b"),
        (":" + RANDOM, "rediss://{}@host:6379"),
        ("red:" + RANDOM, "redis://{}@host:6379"),
        ("123:" + RANDOM, "cloudinary://{}@shop"),
        ("user:" + RANDOM, "https://{}@registry.test/x"),
    ],
)
def test_what_has_a_secrets_shape_is_hidden_without_being_known(secret: str, around: str) -> None:
    assert Redactor([])(around.format(secret)) == around.format(MARK)


def test_each_way_of_writing_a_value_is_hidden_whole() -> None:
    value = """pä'"s\\ w/:1"""
    written = {
        value,
        r"""pä'\"s\\ w/:1""",
        r"""p\u00e4'\"s\\ w/:1""",
        r"""pä\'"s\\ w/:1""",
        "p%C3%A4%27%22s%5C%20w%2F%3A1",
        "p%c3%a4%27%22s%5c%20w%2f%3a1",
        "p%C3%A4%27%22s%5C%20w/%3A1",
        "p%C3%A4'%22s%5C%20w%2F%3A1",
        "p%C3%A4%27%22s%5C+w%2F%3A1",
        r"""p\303\244'\"s\\ w/:1""",
    }
    assert {Redactor(["a<b>&cd"])(r"(a\u003cb\u003e\u0026cd)")} == {f"({MARK})"}
    assert {Redactor([value])(f"<{form}>") for form in written} == {f"<{MARK}>"}


def test_the_longest_of_two_secrets_is_hidden_whole_and_overlapping_ones_become_one_mark() -> None:
    assert Redactor(["abcdef", "abcdefgh"])("x abcdefgh y abcdef") == f"x {MARK} y {MARK}"
    assert Redactor(["abcdef", "efghijkl"])("-abcdefghijkl-") == f"-{MARK}-"
    assert Redactor(["abcdef", "bcdefghijk"])("-abcdefghijk-") == f"-{MARK}-"
    assert Redactor(["ababab"])("-abababab-") == f"-{MARK}-"


def test_the_lines_of_a_block_are_hidden_one_by_one() -> None:
    redact = Redactor(["-----BEGIN\nMIIabc\nshort\nMIIdef=="])
    assert redact("MIIabc") == MARK
    assert redact("short") == "short"
    assert redact("x-----BEGIN\nMIIabc\nshort\nMIIdef==y") == f"x{MARK}y"


def test_short_values_and_the_mark_itself_stay() -> None:
    assert Redactor(["", "a", "true", "12345", "secret"])("a true secret 12345") == "a true secret 12345"
    assert Redactor(["123456"])("123456") == MARK


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("PROD_JWT_SECRET", True),
        ("DATABASE_PASSWORD", True),
        ("RENDER_API_KEY", True),
        ("SENDGRID_APIKEY", True),
        ("VERCEL_API_TOKEN", True),
        ("PULUMI_CONFIG_PASSPHRASE", True),
        ("db_password", True),
        ("KEYBOARD_LAYOUT", False),
        ("SSH_KEY_PATH", False),
        ("PULUMI_CONFIG_PASSPHRASE_FILE", False),
        ("STRIPE_PUBLISHABLE_KEY", False),
        ("REACT_APP_GOOGLE_MAPS_API_KEY", False),
        ("VITE_DATABASE_PASSWORD", True),
        ("PUBLIC_API_SECRET", True),
        ("NEXT_PUBLIC_STRIPE_SECRET_KEY", True),
        ("NEXT_PUBLIC_TOKEN_PATH", False),
        ("PATH", False),
    ],
)
def test_a_variable_is_secret_by_its_name(name: str, secret: bool) -> None:
    assert is_secret_name(name) is secret


def test_values_come_from_secret_names_and_from_logins_in_addresses() -> None:
    environ = {
        "PROD_JWT_SECRET": "hush-hush",
        "HOME": "/home/ada",
        "MONGODB_URI": "mongodb://" + "app:p%40ss-1@host/shop",
        "PIN_TOKEN": "1234",
        "BROKEN": "http://[",
    }
    assert secret_values(environ) == {"hush-hush", "p%40ss-1", "p@ss-1"}


def test_of_a_file_of_secrets_everything_but_ordinary_words_is_hidden() -> None:
    filed = {
        "NODE_ENV": "production",
        "PORT": "1000000",
        "SITE": "https://bondigoo.ch/a",
        "SOMETHING": "x9-hush",
        "DB_PASSWORD": "correcthorse",
    }
    assert filed_values(filed) == {"x9-hush", "correcthorse"}
