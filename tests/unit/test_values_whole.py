"""Values that came with more than they are, and words that are a placeholder or a name."""

import pytest

from config.parse import parse
from config.rules import errors, violations
from config.rules.malformed import is_example, is_wrapped
from tests.conftest import StackFiles
from tests.unit.value_support import PROD, STAGING, complaints

QUOTED = "is wrapped in quotes"
ADDRESS = "is a whole address"
LINE = "begins with its own name"
UNSEEN = "holds a control character or another that nobody sees"
BREAK = "holds a line break"
ENDS = "begins or ends with a space or line break"


@pytest.mark.parametrize("wrap", ['"{}"', "'{}'", "`{}`", "\u201c{}\u201d", "\u00ab{}\u00bb", ' "{}"'])
def test_a_value_that_was_copied_with_its_quotes_is_refused(wrap: str) -> None:
    found = complaints(PROD, {"JWT_SECRET": wrap.format("k9-abc")}, {"LABEL": wrap.format("k9-abd")})
    assert [one for one in found if one[1] != ENDS] == [("LABEL", QUOTED), ("JWT_SECRET", QUOTED)]


@pytest.mark.parametrize("value", ['"', 'k9"', '"k9', "\"k9'", 'k"9"k', '{"a": "b"}', '["a", "b"]'])
def test_a_quote_inside_or_at_one_end_passes(value: str) -> None:
    assert not is_wrapped(value)


@pytest.mark.parametrize("scheme", ["mongodb+srv", "mongodb", "rediss", "postgres", "smtp", "https"])
@pytest.mark.parametrize("key", ["DATABASE_PASSWORD", "EMAIL_PASS", "JWT_SECRET", "MAILJET_API_KEY"])
def test_a_whole_address_is_no_password_secret_or_key(scheme: str, key: str) -> None:
    address = f"{scheme}://" + "app:k9-abc@db.kiln.test/x"
    assert complaints(STAGING, {key: address, "CACHE_URL": address}) == [(key, ADDRESS)]


@pytest.mark.parametrize(
    "address",
    [
        "MONGODB+SRV://app:k9@db.ab12c.mongodb.net",
        "HTTPS://kiln.test",
        "app:k9-abc@shop.ab12c.mongodb.net",
        "k9-abc@shop.ab12c.mongodb.net/shop?retryWrites=true",
    ],
)
def test_an_address_in_capitals_or_without_its_beginning_is_one(address: str) -> None:
    assert complaints(STAGING, {"DATABASE_PASSWORD": address}) == [("DATABASE_PASSWORD", ADDRESS)]


@pytest.mark.parametrize(
    "value", ["k9@mongodb.net", "k9-mongodb.net", "a:b@c9", "https:k9", "k9@db.mongodb.nets"]
)
def test_what_only_resembles_an_address_passes(value: str) -> None:
    assert complaints(STAGING, {"DATABASE_PASSWORD": value}) == []


@pytest.mark.parametrize("line", ["{}=k9-abc", "export {}=k9-abc", "PROD_{} = k9-abc"])
def test_a_whole_line_of_a_file_is_no_value(line: str) -> None:
    assert complaints(PROD, {"JWT_SECRET": line.format("JWT_SECRET")}) == [("JWT_SECRET", LINE)]
    assert complaints(PROD, {"JWT_SECRET": line.format("OTHER")}) == []


@pytest.mark.parametrize("value", ["api", "apikey", "app", "test", "database", "api-user", "my_app", "admin"])
@pytest.mark.parametrize("key", ["EMAIL_USER", "SMTP_USERNAME", "SMTP_LOGIN", "DB_NAME", "DATABASE"])
def test_a_word_that_vendors_use_is_a_name_where_a_name_belongs(key: str, value: str) -> None:
    assert complaints(PROD, {key: value}) == []


@pytest.mark.parametrize(
    "value", ["changeme", "your-user", "example", "xxx", "<user>", "TODO", "placeholder"]
)
def test_a_name_that_was_never_filled_in_is_refused(value: str) -> None:
    assert complaints(PROD, {"EMAIL_USER": value}) == [("EMAIL_USER", "is a placeholder or an example")]


@pytest.mark.parametrize("value", ["api", "test", "user"])
@pytest.mark.parametrize("key", ["EMAIL_PASS", "JWT_SECRET", "USER_TOKEN"])
def test_the_same_word_is_no_password(key: str, value: str) -> None:
    assert is_example(value, key)


def test_what_looks_unfilled_and_is_acknowledged_by_name_is_judged_like_any_other(
    stack_files: StackFiles,
) -> None:
    values = stack_files["prod"]
    values["acknowledge"] = {"valuesAsTheyAre": "STRIPE_SECRET_KEY is one of our own mock of Stripe"}
    found = errors({"prod": parse("prod", values)}, {"prod": {"STRIPE_SECRET_KEY": "changeme"}})
    assert [(v.key, v.what) for v in found] == [("secrets.STRIPE_SECRET_KEY", "is no key of this kind")]


REASON = "acknowledge.stagingDiffers"
DESCRIPTION = "redis.allow[0].description"


@pytest.mark.parametrize("text", ["soft\u00adhyphen", "\u200fmark of direction", "two\nlines", "a tab\t"])
@pytest.mark.parametrize("key", [REASON, DESCRIPTION])
def test_what_people_read_may_hold_what_belongs_to_a_script(
    stack_files: StackFiles, key: str, text: str
) -> None:
    assert said_of_prose(stack_files, key, text) == []


@pytest.mark.parametrize("text", ["\x1b[31mred", "bell\x07", "\x9b31m"])
@pytest.mark.parametrize("key", [REASON, DESCRIPTION])
def test_what_people_read_commands_no_terminal(stack_files: StackFiles, key: str, text: str) -> None:
    assert said_of_prose(stack_files, key, text) == [UNSEEN]


def said_of_prose(stack_files: StackFiles, key: str, text: str) -> list[str]:
    values = stack_files["prod"]
    values["acknowledge"] = {"stagingDiffers": text if key == REASON else "a reason"}
    values["redis"]["allow"][0]["description"] = text if key == DESCRIPTION else "Render"
    return [
        one.what
        for one in violations({"prod": parse("prod", values)})
        if one.key == key and one.what in (UNSEEN, ENDS, BREAK)
    ]


def test_a_command_holds_nothing_that_nobody_sees(stack_files: StackFiles) -> None:
    values = stack_files["prod"]
    values["api"]["buildCommand"] = "npm\u200bci\n"
    found = violations({"prod": parse("prod", values)})
    assert [one.what for one in found if one.key == "api.buildCommand"] == [UNSEEN]


@pytest.mark.parametrize("acknowledged", ["valuesAsTheyAre", "siteElsewhere"])
def test_what_only_its_owner_knows_is_not_called_idle_when_it_is_acknowledged(
    stack_files: StackFiles, acknowledged: str
) -> None:
    values = stack_files["prod"]
    before = violations({"prod": parse("prod", values)})
    values["acknowledge"] = {acknowledged: "EMAIL_PASS, login.example"}
    assert violations({"prod": parse("prod", values)}) == before


@pytest.mark.parametrize("character", ["\0", "\x1b", "\u200b", "\ufeff", "\u2028", "\u3164", "\u200d"])
def test_what_nobody_sees_is_refused_in_plain_values_as_in_secrets(character: str) -> None:
    held = {"LABEL": f"ab{character}cd9"}
    assert complaints(STAGING, held) == [("LABEL", UNSEEN)]
    assert complaints(STAGING, {}, held) == [("LABEL", UNSEEN)]


@pytest.mark.parametrize(
    "value",
    [
        "\u05e9\u05dc\u05d5\u05dd\u200f!",
        "\U0001f3f4\U000e0067\U000e0062\U000e007f",
        "Stra\u00dfen\u00adbahn",
    ],
)
def test_plain_text_holds_the_marks_of_its_script_and_a_secret_holds_none(value: str) -> None:
    assert complaints(STAGING, {}, {"LABEL": value}) == []
    assert complaints(STAGING, {"LABEL": value}) == [("LABEL", UNSEEN)]
    assert complaints(STAGING, {}, {"LABEL": f"{value}\x1b[0m"}) == [("LABEL", UNSEEN)]


@pytest.mark.parametrize("value", ["ab9\n", " ab9", "ab9\u00a0"])
def test_space_at_an_end_is_refused_in_plain_values_as_in_secrets(value: str) -> None:
    assert complaints(STAGING, {}, {"LABEL": value}) == [("LABEL", ENDS)]


@pytest.mark.parametrize(
    "value", ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\U0001f469\u200d\U0001f4bb"]
)
def test_the_joiners_of_a_script_and_of_an_emoji_are_part_of_the_spelling(value: str) -> None:
    assert complaints(STAGING, {}, {"SENDER_NAME": value}) == []
