"""Replace secrets in text by `[secret]`: values that are known, and forms that only secrets have.

A URI keeps its scheme and host. Known values of fewer than six characters stay: hiding them would hide
ordinary words.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote, quote_plus, unquote, urlsplit

from config.frameworks import PREFIXES
from config.secrets import SECRET_NAME

MARK = "[secret]"
SHORTEST = 6
# A key of a site's may be public; what its name calls a secret is one under any prefix.
_KEY = rf"^(?!{'|'.join(sorted(PREFIXES))}).*(^|_|API)KEYS?(_|$)"
_SECRET_NAME = re.compile(rf"{SECRET_NAME.pattern}|PASSPHRASE|CREDENTIAL|{_KEY}")
_PUBLIC_NAME = re.compile(r"PUBLISHABLE|_(FILE|PATH|DIR|ID)$")
# What a file of secrets also holds: words, numbers, addresses without a login.
_ORDINARY = re.compile(r"[A-Za-z_.-]+|[0-9.]+|https?://[^@\s]+")


class Shape(NamedTuple):
    """A form that only secrets have; the group `secret` is what to hide, the rest may be read."""

    kind: str
    pattern: re.Pattern[str]


SHAPES = (
    # Publishable keys (pk_) are public.
    Shape("Stripe key", re.compile(r"\b(?P<secret>[sr]k_(?:live|test)_[A-Za-z0-9]{4,})")),
    Shape("webhook secret", re.compile(r"\b(?P<secret>whsec_[A-Za-z0-9+/=_-]{8,})")),
    Shape("Render key", re.compile(r"\b(?P<secret>rnd_[A-Za-z0-9]{8,})")),
    Shape("SendGrid key", re.compile(r"\b(?P<secret>SG\.[\w-]{8,}\.[\w-]{8,})")),
    # 32 bytes in base64: what this program and Render generate.
    Shape("generated secret", re.compile(r"(?<![\w+/=])(?P<secret>[A-Za-z0-9+/]{43}=)(?![\w+/=])")),
    Shape("Pulumi token", re.compile(r"\b(?P<secret>pul-[0-9a-f]{40})")),
    # Prose says "Bearer tokens" too: a token holds a digit or is long.
    Shape("bearer token", re.compile(r"(?i)\bBearer\s+(?P<secret>(?=\S*[0-9]|\S{24})[\w.~+/=-]{8,})")),
    Shape(
        "login in an address",
        re.compile(
            r"\b(?:mongodb(?:\+srv)?|rediss?|cloudinary|postgres(?:ql)?|amqps?|smtps?)"
            r"""://(?P<secret>[^\s"'@]*:[^\s"']*)@"""
        ),
    ),
    Shape("login in an address", re.compile(r"""\w://(?P<secret>[^\s"'/@:]*:[^\s"'/@]+)@""")),
)


def secret_values(environ: Mapping[str, str]) -> set[str]:
    """The values of variables that are named like secrets, and the passwords in addresses under any name."""
    named = {value for name, value in environ.items() if is_secret_name(name)}
    return _complete(named | {password for value in environ.values() for password in _passwords(value)})


def filed_values(values: Mapping[str, str]) -> set[str]:
    """What to hide of a file of secrets: everything but what anybody would write in a sentence."""
    own = {value for value in values.values() if not _ORDINARY.fullmatch(value)}
    return _complete(own) | secret_values(values)


def is_secret_name(name: str) -> bool:
    """Whether a variable's name says that its value is secret."""
    return bool(_SECRET_NAME.search(name.upper())) and not _PUBLIC_NAME.search(name.upper())


def _complete(values: Iterable[str]) -> set[str]:
    """The values that are long enough, and each line of those with several: output is seen line by line."""
    pieces = {piece.strip() for value in values for piece in (value, *value.splitlines())}
    # What is in the mark itself cannot be hidden by it.
    return {piece for piece in pieces if len(piece) >= SHORTEST and piece not in MARK}


def _passwords(value: str) -> set[str]:
    try:
        password = urlsplit(value).password
    except ValueError:
        return set()
    return {password, unquote(password)} if password else set()


class Redactor:
    """Hides known values in every form in which they reach a log, and whatever has a secret's shape."""

    def __init__(self, values: Iterable[str]) -> None:
        forms = {form for value in _complete(values) for form in _forms(value)}
        self._forms = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text with each secret replaced by `[secret]`; overlapping ones become one mark."""
        result, end = "", 0
        for start, stop in _merged([*self._known(text), *_shaped(text)]):
            result += text[end:start] + MARK
            end = stop
        return result + text[end:]

    def _known(self, text: str) -> Iterator[tuple[int, int]]:
        for form in self._forms:
            start = text.find(form)
            while start >= 0:
                yield start, start + len(form)
                start = text.find(form, start + 1)


def _shaped(text: str) -> Iterator[tuple[int, int]]:
    for shape in SHAPES:
        yield from (match.span("secret") for match in shape.pattern.finditer(text))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one: half a secret between two marks would still be one."""
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _forms(value: str) -> set[str]:
    """A value as it is, percent-encoded, and as JSON, Python and Go write it."""
    encoded = {quote(value, safe=safe, errors="surrogateescape") for safe in ("", "/", "-_.!~*'()")}
    encoded.add(quote_plus(value, errors="surrogateescape"))
    lower = {re.sub(r"%[0-9A-F]{2}", lambda match: match.group().lower(), text) for text in encoded}
    quoted = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1]}
    # Go's encoding/json escapes what HTML would read; its protobuf text form writes UTF-8 in octal.
    html = {text.translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&"}) for text in quoted}
    raw = json.dumps(value, ensure_ascii=False)[1:-1].encode(errors="surrogateescape")
    octal = "".join(chr(byte) if byte < 128 else f"\\{byte:03o}" for byte in raw)
    return {value, octal} | encoded | lower | quoted | html
