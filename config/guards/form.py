"""What the form of a value alone tells: not filled in, damaged by a copy, or encoded already."""

import re
import unicodedata
from urllib.parse import quote, unquote

from config.guards.terms import Found, Terms, Values
from config.guards.unfilled import is_example, is_template

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def unfilled(secrets: Values, plain: Values) -> Found:
    """Values that were never replaced; in a plain variable a word such as `test` may well be meant."""
    for key, value in secrets.items():
        if is_template(value) or is_example(value):
            yield (
                key,
                "is a placeholder or an example, so the service would start and then fail, or be open to "
                "everybody who knows the example; set the real value",
            )
    for key, value in plain.items():
        if is_template(value):
            yield key, "still holds a mark that was meant to be replaced; write the value of this environment"


def damaged(secrets: Values) -> Found:
    """Space at the ends, characters that nobody sees; line breaks are at home in a PEM block and in JSON."""
    for key, value in secrets.items():
        text = value.strip()
        block = text.startswith("-----BEGIN ") or (text.startswith("{") and text.endswith("}"))
        if not block and value != text:
            yield key, "begins or ends with a space or line break, mostly from a copy; set it again without"
        allowed = "\r\n\t" if block else ""
        if any(_is_unseen(character) and character not in allowed for character in text):
            why = "holds a control character or another that nobody sees, which no service issues"
            yield key, f"{why}; copy the value from its source again"


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf")


def encoded_passwords(terms: Terms, values: Values) -> Found:
    """Database passwords that are percent-encoded already: the program would encode them a second time."""
    for key in sorted(terms.database_passwords & set(values)):
        if is_encoded(values[key]):
            yield (
                key,
                "looks percent-encoded already; the program encodes it when it builds the address, so the "
                "login would fail; set the password as it was chosen. If it really contains `%` and two "
                "digits, choose another in Atlas, or keep the address by hand (source `ui`)",
            )


def is_encoded(value: str) -> bool:
    """Whether encoding the decoded value gives the value back, so that it is what an encoder writes.

    A raw password that happens to hold `%4e` beside other reserved characters is not.
    """
    if not _ESCAPE.search(value):
        return False
    upper = _ESCAPE.sub(lambda match: match.group().upper(), value)
    # The characters that encodeURIComponent leaves alone (ECMA-262 19.2.6.4), or fewer.
    return any(quote(unquote(value), safe=safe) == upper for safe in ("-_.!~*'()", "-_.~"))
