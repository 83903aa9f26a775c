"""What the form of a value alone tells: not filled in, or encoded already.

A false alarm stops production, so each form is narrow: random text of any usual alphabet passes.
"""

import json
import re
import unicodedata
from urllib.parse import quote, unquote

# What vendors put before the random part; an example often keeps it (`sk_test_...`).
_PREFIX = re.compile(r"(?:(?:sk|rk|pk)_(?:live|test)_|whsec_|rnd_|SG\.|re_|key-)")
_NOUN = r"(?:password|passwd|secret|token|key|api|user|username|host|database|db|cloud|app|project|domain)"
_MARKS = (
    re.compile(r"<[^<>]+>"),  # the whole value
    re.compile(r"\$\{?[A-Z][A-Z0-9_]*\}?|\{\{.*\}\}"),
)
_MARKS_INSIDE = (
    # `<YOUR_PROD_PASSWORD>`, Atlas's `<db_password>`; a random `<x>` is no such thing.
    re.compile(rf"<(?:[A-Za-z]+(?:[ _-][A-Za-z0-9]+)+|{_NOUN})>", re.IGNORECASE),
    re.compile(r"(?<![A-Za-z0-9])YOUR[_-][A-Z]"),
    re.compile(rf"(?<![A-Za-z0-9])your[ _-]?{_NOUN}(?![a-z])", re.IGNORECASE),
    re.compile(r"(?:@|//|\.)example\.(?:com|org|net)(?![\w-])"),  # reserved for documentation: RFC 2606
)
_WORD = re.compile(
    r"a|an|add|api|change|changeme|cloud|database|db|dummy|enter|example|fake|fill|fixme|goes|here|id|in|"
    r"insert|it|key|me|my|name|null|password|passwd|placeholder|put|real|replace|replaceme|sample|secret|"
    r"string|tbd|test|the|this|todo|token|undefined|user|value|with|x{3,}|your|yours"
)
# Of a name the nouns are no sign: Postmark's SMTP user is `api`, SendGrid's `apikey`.
_NAME = re.compile(
    r"(?:^|_)(?:USER|USERNAME|LOGIN|ACCOUNT|NAME|ID|HOST|REGION|BUCKET|DATABASE|DB|SCHEMA|ROLE|MODE|DRIVER|"
    r"PROVIDER|PROJECT|APP|DOMAIN|FROM)$"
)
_UNMEANT = re.compile(
    r"change|changeme|dummy|enter|example|fake|fill|fixme|insert|null|placeholder|put|replace|replaceme|sample|"
    r"tbd|todo|undefined|x{3,}|your|yours"
)

# In a stack file nothing is random, so that any mark is one.
_MARK_IN_SETTINGS = re.compile(r"<[A-Za-z][A-Za-z0-9_ -]*>|YOUR_|\bCHANGE_?ME\b|\bTODO\b", re.IGNORECASE)
# Letters and signs without a picture: fillers of Hangul, an empty Braille cell, a joiner of graphemes.
_BLANKS = "\u115f\u1160\u3164\uffa0\u2800\u034f"
_QUOTES = ('""', "''", "``", "\u201c\u201d", "\u2018\u2019", "\u201e\u201c", "\u00ab\u00bb")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def is_left_to_fill_in(value: str) -> bool:
    """Whether a text of a stack file is still the one that said what to write there."""
    return bool(_MARK_IN_SETTINGS.search(value)) or is_template(value)


def is_template(value: str) -> bool:
    """Whether a value holds a mark that somebody was meant to replace: `<…>`, `YOUR_…`, `${NAME}`."""
    text = value.strip()
    return any(mark.fullmatch(text) for mark in _MARKS) or any(mark.search(text) for mark in _MARKS_INSIDE)


def is_example(value: str, variable: str = "") -> bool:
    """Whether a value, without a vendor's prefix, is made of example words or one character.

    Where `variable` says that it is a name, one of the words has to say that it is to be replaced.
    """
    text = value.strip()
    if _NAME.search(variable):
        return _one_character(text) or (_all_words(text) and any(map(_UNMEANT.fullmatch, _words(text))))
    prefix = _PREFIX.match(text)
    rest = text[prefix.end() :] if prefix else text
    if prefix and (not rest or re.search(r"\.{3}$|…$|x{4,}$|\*{3,}$", rest, re.IGNORECASE)):
        return True
    return (
        _one_character(rest)
        or _all_words(rest)
        # Amazon's own examples end so, and they pass every check of form.
        or re.fullmatch(r"[A-Za-z0-9/+]+EXAMPLE(KEY)?", rest) is not None
    )


def _one_character(text: str) -> bool:
    """`xxx`, `...`, `xxxx-xxxx`."""
    letters = re.sub(r"[\s_-]", "", text).lower()
    return (len(letters) >= 3 and len(set(letters)) == 1) or (len(text) >= 3 and not letters)


def _all_words(text: str) -> bool:
    """`changeme`, `change-me-1`, `my_secret_key`: every word is one that examples are made of."""
    words = _words(text)
    return bool(words) and all(_WORD.fullmatch(word) for word in words)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s_.!-]+|[0-9]+$", text.lower()) if word]


def is_wrapped(value: str) -> bool:
    """Whether a value stands in quotes that a shell or an editor would have taken away."""
    text = value.strip()
    return len(text) > 1 and text[0] + text[-1] in _QUOTES


def is_block(value: str) -> bool:
    """Whether line breaks are at home in a value: in a PEM block and in JSON."""
    text = value.strip()
    return text.startswith("-----BEGIN ") or (text[:1] in ("{", "[") and _is_json(text))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def unseen(value: str, allowed: str = "") -> str:
    """The characters of a value that nobody sees, control characters among them, except `allowed` ones."""
    if value.isascii() and value.isprintable():  # nearly all, and every rule looks at every value
        return ""
    beside = zip(" " + value, value, strict=False)
    return "".join(one for before, one in beside if one not in allowed and _is_unseen(before, one))


def controls(value: str, allowed: str = "") -> str:
    """The control characters of a value, except `allowed` ones."""
    return "".join(one for one in value if one not in allowed and unicodedata.category(one) == "Cc")


def _is_unseen(before: str, character: str) -> bool:
    # Between letters of some scripts, and inside an emoji, the joiners are part of the spelling.
    if character in "\u200c\u200d" and not before.isascii():
        return False
    # Cs: a byte that is no UTF-8 comes out of the environment as half a character.
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") or character in _BLANKS


def is_unfilled_id(value: str) -> bool:
    """Whether the id of an account is still one of those that the repository comes with."""
    return "0" * 18 in value


def is_encoded(value: str) -> bool:
    """Whether encoding the decoded value gives the value back, so that it is what an encoder writes.

    A raw password that happens to hold `%4e` beside other reserved characters is not.
    """
    if not _ESCAPE.search(value):
        return False
    upper = _ESCAPE.sub(lambda match: match.group().upper(), value)
    # The characters that encodeURIComponent leaves alone (ECMA-262 19.2.6.4), or fewer.
    plain = unquote(value)
    return any(quote(plain, safe, errors="replace") == upper for safe in ("-_.!~*'()", "-_.~"))
