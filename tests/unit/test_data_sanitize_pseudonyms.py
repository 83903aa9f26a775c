"""What strings become: nothing of theirs, the same for the same, and nothing that anybody has."""

import re
from ipaddress import IPv6Address, IPv6Network
from itertools import pairwise, product
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.policy.actions import DOMAINS, Domain
from data.sanitize.languages import SHAPES, language, prose
from data.sanitize.pseudonyms import pseudonymiser
from data.sanitize.words import PAIRS, invented

KEY, OTHER = b"k" * 32, b"o" * 32
MADE = {domain: pseudonymiser(domain, KEY) for domain in DOMAINS}
OTHERS = {domain: pseudonymiser(domain, OTHER) for domain in DOMAINS}
UNIQUE: tuple[Domain, ...] = ("email", "url", "token", "stripe", "cloudinary", "company", "ip", "iban")


def made(domain: Domain, original: str) -> str:
    (one,) = MADE[domain]([original])
    return one


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("blank", ["", " ", "\n\t "])
def test_what_is_blank_stays(domain: Domain, blank: str) -> None:
    assert made(domain, blank) == blank


ORIGINALS = st.lists(st.text(min_size=1).filter(lambda text: not text.isspace()), min_size=1, max_size=4)


@pytest.mark.parametrize("domain", DOMAINS)
@settings(deadline=None, max_examples=40)
@given(originals=ORIGINALS)
def test_no_string_of_six_characters_is_found_again(domain: Domain, originals: list[str]) -> None:
    found = MADE[domain](originals)
    assert MADE[domain](originals) == found
    long = {one for one in originals if len(one) >= 6}
    assert [one for one in found if one in long] == []
    if domain not in ("password", "text", "address"):
        assert [one for one in OTHERS[domain](originals) if one in found] == []


@settings(deadline=None)
@given(st.text())
@example("a\n")
@pytest.mark.proves("R44")
def test_text_keeps_its_length_and_its_lines(text: str) -> None:
    found = made("text", text)
    assert len(found) == len(text)
    assert [len(line) for line in found.split("\n")] == [len(line) for line in text.split("\n")]


@pytest.mark.parametrize("language", ["", " und die Zeit", " et les jours"])
def test_of_two_words_side_by_side_one_is_nobodys_wherever_a_text_is_cut(language: str) -> None:
    for length in range(400):
        words = [
            one for one in re.findall(r"\w+", made("text", f"{length}{language}".ljust(length))) if one[1:]
        ]
        pairs = [
            both for both in pairwise(words) if not any(pair in " ".join(both).lower() for pair in PAIRS)
        ]
        assert pairs == [], length


def test_text_differs_between_keys() -> None:
    text = "Ich freue mich auf die nächste Sitzung, denn beim letzten Mal war es zu kurz."
    assert OTHERS["text"]([text]) != MADE["text"]([text])


@pytest.mark.parametrize("domain", UNIQUE)
def test_of_200000_values_no_two_become_one(domain: Domain) -> None:
    originals = [f"{number}@example.com" for number in range(200_000)]
    assert len(set(MADE[domain](originals))) == 200_000


def test_of_200000_short_tokens_no_two_become_one() -> None:
    originals = [f"{number:06}" for number in range(100_000)] + [f"c{number:05}" for number in range(100_000)]
    assert len(set(MADE["token"](originals))) == 200_000


@pytest.mark.parametrize(
    ("domain", "one", "same"),
    [
        ("email", "Anna@Example.com ", "anna@example.com"),
        ("person", "Ame\u0301lie", "Am\u00e9lie"),
        ("phone", "+41 79 555 01 02", "0041795550102"),
        ("iban", "CH93 0076 2011 6238 5295 7", "CH9300762011623852957"),
    ],
)
def test_what_is_one_thing_written_in_two_ways_becomes_one(domain: Domain, one: str, same: str) -> None:
    assert made(domain, one) == made(domain, same)


@pytest.mark.parametrize(
    ("domain", "original", "form"),
    [
        ("email", "anna@example.com", r"[a-z]{5}\.[0-9a-f]{24}@example\.invalid"),
        ("phone", "+41 79 555 01 02", r"\+999\d{12}"),
        ("person", "Anna", r"[A-Z][a-z]{9}"),
        ("person", "ANNA de Haller-Meier", r"[A-Z]{10} [a-z]{10} [A-Z][a-z]{9}"),
        ("company", "Muster AG", r"[A-Z][a-z]{14} [A-Z][a-z]{9} [A-Z][a-z]{9}"),
        ("address", "Bahnhofstrasse 12", r"[A-Z][a-z]{9} \d{2}"),
        ("address", "8001", r"\d{5}"),
        ("address", "12345-6789", r"\d{5}"),
        ("address", "SW1A 1AA", r"[A-Z]{5}\d[A-Z][a-z]{4} \d[A-Z]{5}"),
        ("url", "http://anna.example.com/me", r"https://example\.invalid/[0-9a-f]{32}"),
        ("cloudinary", "users/anna", r"placeholder/[0-9a-f]{32}"),
        ("cloudinary", "https://cdn.example.com/a.jpg", r"https://example\.invalid/placeholder/[0-9a-f]{32}"),
        ("token", "123456", r"\d{25}"),
        ("token", "9f86d081" * 4, r"[0-9a-f]{32}"),
        ("token", "SUMMER20", r"[0-9A-Z]{16}"),
        ("token", "a-b_C" * 40, r"[0-9A-Za-z_-]{200}"),
        ("stripe", "cus_NffrFeUfNV2Hib", r"cus_stg[0-9A-Za-z]{24}"),
        ("stripe", "pi_3Mtw_secret_YrKJ", r"pi_stg[0-9A-Za-z]{24}"),
        ("stripe", "sk_" + "live_4eC39H", r"id_stg[0-9A-Za-z]{24}"),
        ("stripe", "meier", r"id_stg[0-9A-Za-z]{24}"),
        ("iban", "CH93 0076 2011 6238 5295 7", r"ZZ00\d{20}"),
        ("iban", "MT84MALT011000012345MTLCAST001S", r"ZZ00\d{27}"),
        ("password", "$2b$10$abc", r"!no password: sanitized"),
    ],
)
def test_a_pseudonym_has_the_form_of_its_domain(domain: Domain, original: str, form: str) -> None:
    assert re.fullmatch(form, made(domain, original))


def test_an_ip_is_one_for_documentation() -> None:
    assert IPv6Address(made("ip", "203.0.113.7")) in IPv6Network("2001:db8::/32")


def test_a_uuid_stays_one() -> None:
    original = "123e4567-e89b-12d3-a456-426614174000"
    assert UUID(made("token", original)) != UUID(original)


def test_a_full_name_is_made_of_what_its_parts_become() -> None:
    first, last = made("person", "Anna"), made("person", "Meier")
    assert made("person", "Anna  Meier") == f"{first} {last}"
    assert made("person", "anna meier") == f"{first} {last}".lower()


def test_one_value_has_nothing_in_common_under_two_domains() -> None:
    digests = {domain: made(domain, "anna")[-24:] for domain in UNIQUE}
    assert len(set(digests.values())) == len(UNIQUE)


def test_six_letters_in_a_row_of_an_invented_word_hold_a_pair_that_no_word_has() -> None:
    for number in range(0, 40_000_000, 400_003):
        word = invented(number, 3)
        assert all(any(pair in word[at : at + 6] for pair in PAIRS) for at in range(len(word) - 5))
    assert {"".join(pair) for pair in product("jqvxz", repeat=2)} >= set(PAIRS)


@pytest.mark.parametrize("name", SHAPES)
def test_each_sentence_of_the_prose_begins_with_such_a_word(name: str) -> None:
    text = prose(b"seed", SHAPES[name])
    assert len(text.starts) == 2**11
    assert [
        at for at in text.starts if not any(pair in text.text[at : at + 5].lower() for pair in PAIRS)
    ] == []
    assert all(text.text[at].isupper() for at in text.starts)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Schöne Grüsse", "de"),
        ("Das ist gut und die Zeit reicht", "de"),
        ("Très bien, merci", "fr"),
        ("le prix et la durée", "fr"),
        ("Thank you", "en"),
        ("你好", "en"),
    ],
)
def test_the_language_of_a_text_is_guessed(text: str, name: str) -> None:
    assert language(text) == name


def test_german_prose_has_capitals_inside_its_sentences_and_english_hardly_any() -> None:
    def share(name: str) -> float:
        words = re.findall(r"(?<=[a-zäöüéàè,] )\w+", prose(b"seed", SHAPES[name]).text)
        return len([word for word in words if word[0].isupper()]) / len(words)

    assert share("de") > 0.2
    assert share("en") < 0.05


def test_a_text_longer_than_the_prose_keeps_its_length() -> None:
    assert len(made("text", "x" * 1_000_000)) == 1_000_000
