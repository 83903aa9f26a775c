"""Values that were never filled in, were damaged by a copy, or are encoded already."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rules.malformed import is_encoded, is_example, is_template
from tests.unit.value_support import PROD, STAGING, complaints, stripe

PLACEHOLDER = "is a placeholder or an example"
UNSEEN = "holds a control character or another that nobody sees"


@pytest.mark.proves("R78")
@pytest.mark.parametrize(
    "value",
    [
        "<secret>",
        "<9 letters of your choice>",
        "<abc9>",
        "<YOUR_PROD_PASSWORD>",
        "mongodb+srv://user:<db_password>@cluster.mongodb.net/shop",
        "a-<your key>-b",
        "YOUR_KEY",
        "sk_test_" + "YOUR_KEY",
        "your-api-key",
        "yourpassword",
        "changeme",
        "Change-Me-1",
        "CHANGEME!",
        "change_this",
        "example",
        "my_secret_key",
        "placeholder",
        "todo",
        "TBD",
        "replace-me",
        "xxx",
        "XXXXXXXX",
        "xxxx-xxxx-xxxx",
        "************",
        "...",
        "--------",
        "sk_test_...",
        "sk_live_51H...",
        "sk_test_",
        "whsec_" + "xxxxxxxx",
        "SG.xxx.xxx",
        "AKIA" + "IOSFODNN7" + "EXAMPLE",
        "noreply@example.org",
        "https://hooks.example.com/a",
        "${DATABASE_PASSWORD}",
        "$JWT_SECRET",
        "{{ vault.key }}",
        " changeme\n",
        "undefined",
        "null",
    ],
)
def test_a_value_that_was_never_filled_in_is_refused(value: str) -> None:
    assert complaints(PROD, {"JWT_SECRET": value})[0] == ("JWT_SECRET", PLACEHOLDER)


@pytest.mark.parametrize(
    "value",
    [
        "exampled7Gk2",
        "Changemeister9xQ",
        "todoroki-19-x",
        "p<a>q<bcd>e",
        "a<b>c",
        "<b>c<",
        "4your_9",
        "xxl-horse-battery",
        "axxx9Q",
        "love-yourself-4ever",
        "9f...kQ",
        "trailing-dots-9f...",
        "tokenizer",
        "secretary",
        "maps-key-7Hq",
        "$tr0ng",
        "{curly}",
        "SAMPLED-EXAMPLES",
        "counterexample.com.evil",
        "me@myexample.com",
        "me@example.community",
        stripe("sk", "live"),
        "none",
    ],
)
def test_a_value_that_only_resembles_a_placeholder_passes(value: str) -> None:
    assert complaints(PROD, {"JWT_SECRET": value}) == []


@given(st.binary(min_size=12, max_size=64).filter(lambda data: len(set(data)) > 4))
def test_random_values_of_the_usual_alphabets_are_no_placeholders(data: bytes) -> None:
    for value in (data.hex(), base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()):
        assert not is_template(value)
        assert not is_example(value)


def test_a_plain_variable_may_be_an_ordinary_word_but_no_template() -> None:
    plain = {"MODE": "test", "LEVEL": "example", "SITE": "<YOUR_SITE>", "OTHER": "${OTHER}"}
    assert complaints(STAGING, {}, plain) == [("SITE", PLACEHOLDER), ("OTHER", PLACEHOLDER)]


def test_a_placeholder_is_complained_about_once_and_an_empty_value_never() -> None:
    secrets = {"STRIPE_SECRET_KEY": "<your key>", "STRIPE_WEBHOOK_SECRET": "changeme", "JWT_SECRET": ""}
    assert complaints(PROD, secrets) == [
        ("STRIPE_SECRET_KEY", PLACEHOLDER),
        ("STRIPE_WEBHOOK_SECRET", PLACEHOLDER),
    ]


@pytest.mark.parametrize("value", ["abcd9 ", " abcd9", "abcd9\n", "abcd9\r\n", "\tabcd9", "abcd9\u00a0"])
def test_space_at_an_end_is_refused(value: str) -> None:
    assert complaints(PROD, {"JWT_SECRET": value}) == [
        ("JWT_SECRET", "begins or ends with a space or line break")
    ]


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\u200b", "\ufeff", "\udcff"])
def test_a_character_that_nobody_sees_is_refused(character: str) -> None:
    assert complaints(PROD, {"JWT_SECRET": f"ab{character}cd9"}) == [("JWT_SECRET", UNSEEN)]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_line_break_inside_is_called_so(line_break: str) -> None:
    assert complaints(PROD, {"JWT_SECRET": f"ab{line_break}cd9"}) == [("JWT_SECRET", "holds a line break")]


@pytest.mark.parametrize("value", ["[abc9]", "{abc9}", "[k9,]", "{'k': 9}", "[" * 5000 + "]"])
def test_brackets_alone_are_no_json(value: str) -> None:
    assert complaints(PROD, {"JWT_SECRET": f"{value}\n"}) == [
        ("JWT_SECRET", "begins or ends with a space or line break")
    ]


def test_line_breaks_are_at_home_in_a_key_block_and_in_json() -> None:
    block = "-----BEGIN " + "PRIVATE KEY-----\nabc\n-----END " + "PRIVATE KEY-----\n"
    assert complaints(PROD, {"APP_KEY": block, "ACCOUNT": '{\n\t"id": 1\n}\n'}) == []
    assert len(complaints(PROD, {"APP_KEY": block + "\x1b[0m", "ACCOUNT": '{\n"id": "\x00"\n}'})) == 2
    assert complaints(PROD, {"ACCOUNT": "{abc9\n"}) != []


def test_inner_spaces_and_letters_of_any_script_pass() -> None:
    assert complaints(PROD, {"JWT_SECRET": "korrekt Pferd Zürich 電池 9"}) == []


def test_a_space_at_an_end_hides_no_other_fault() -> None:
    found = complaints(STAGING, {"ANY_KEY": stripe("sk", "live") + "\n"})
    assert [text for _, text in found] == ["is a live key", "begins or ends with a space or line break"]


@pytest.mark.proves("T18")
@pytest.mark.parametrize("value", ["p%40ss", "p%3Ass%2f", "%21%2Aab", "a%20b%25c", "Z%C3%BCrich"])
def test_an_encoded_database_password_is_refused(value: str) -> None:
    found = complaints(PROD, {"DATABASE_PASSWORD": value, "JWT_SECRET": value})
    assert found == [("DATABASE_PASSWORD", "looks percent-encoded already")]


@pytest.mark.parametrize(
    "value", ["100%", "50%-off", "a%zz", "a%4", "p@ss%4e", "a%4eb", "%ff-9", "a%41b\u00e4"]
)
def test_a_percent_sign_alone_does_not_make_a_password_encoded(value: str) -> None:
    assert complaints(PROD, {"DATABASE_PASSWORD": value}) == []


@given(st.text(min_size=1))
def test_exactly_what_an_encoder_changed_counts_as_encoded(password: str) -> None:
    encoded = quote(password, safe="-_.!~*'()")
    assert is_encoded(encoded) == (encoded != password)


def test_a_byte_that_is_no_text_is_no_traceback() -> None:
    assert not is_encoded("p%40ss\udcff")
