"""Field types of the settings, each refusing what would break in the cloud and saying why.

Every refusal is an `InvalidValue`: what is wrong, why it matters, what to write instead.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from config.hosts import LABEL, fault_of, fault_of_port, is_address


class InvalidValue(ValueError):
    """What a field's type has against its value, in the three parts of a violation."""

    def __init__(self, what: str, why: str = "", write: str = "", rules: tuple[str, ...] = ()) -> None:
        self.what, self.why, self.write, self.rules = what, why, write, rules
        super().__init__("; ".join(part for part in (what, why, write) if part))


_HOST = rf"{LABEL}(\.{LABEL})+"


def _host(value: str) -> str:
    """A host: a name of the DNS in the form in which it is asked for, or an address."""
    if not is_address(value) and (fault := fault_of(value)):
        raise InvalidValue(*fault)
    return value


def _origin(value: str) -> str:
    """An origin as a browser sends it (RFC 6454): scheme, host, optional port, nothing else."""
    parts = urlsplit(value)
    # Before RFC 6454 speaks, the user part, spaces and commas are what people write instead of one host.
    host, colon, port = parts.netloc.partition(":")
    if "*" in value:
        why, write = "the API compares origins as plain text", "name each origin"
        raise InvalidValue("has a wildcard", why, write, ("C8",))
    if parts.scheme not in ("http", "https") or not host:
        write = "write it as a browser sends it, such as https://www.example.org"
        raise InvalidValue("is not an origin", write=write, rules=("T17",))
    if re.search(r"[\s,;@:\\<>\[\]|^%]", host + port):
        write = "write a scheme and one host, such as https://www.example.org"
        raise InvalidValue("is not one origin", write=write, rules=("T17",))
    wanted = f"{parts.scheme}://{parts.netloc.lower()}"
    if value != wanted and value.isascii():
        what = "is not exactly what a browser sends (no path, trailing slash, space or upper case)"
        why = "the API compares byte for byte and would refuse it"
        raise InvalidValue(what, why, f"write {wanted}", ("T17",))
    fault = None if is_address(host) else fault_of(host, single=True)
    if fault := fault or (fault_of_port(parts.scheme, port) if colon else None):
        raise InvalidValue(*fault, rules=("T17",))
    if parts.scheme == "http" and parts.hostname != "localhost":
        why, write = "only http://localhost may be", f"write https://{host}"
        raise InvalidValue("is not encrypted", why, write, ("C19", "T17"))
    return value


def _site(value: str) -> str:
    """The address of a site or API: both platforms serve https on its own port, under a name of the DNS."""
    host = _origin(value).removeprefix("https://")
    if not re.fullmatch(_HOST, host) or is_address(host):
        what, write = "is not the address of a deployed site", "write https:// and a full host name"
        raise InvalidValue(what, write=write)
    return value


def _https_url(value: str) -> str:
    found = re.fullmatch(r"https://([^\s/:?#]+)(:[0-9]*)?([/?#]\S*)?", value)
    if not found:
        raise InvalidValue("has the wrong form", write="write it like https://status.example.org/maintenance")
    # Somebody else's host may have an underscore: a certificate for all below its domain is good for it.
    _host(found[1].replace("_", "a"))
    if found[2] and not 0 < int(found[2][1:] or 0) < 65536:
        write = "write a number up to 65535, or remove the colon"
        raise InvalidValue("has no port after its colon", write=write)
    return value


def _email(value: str) -> str:
    name, _, host = value.rpartition("@")
    if not re.fullmatch(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*", name):
        raise InvalidValue("has the wrong form", write="write it like hello@example.org")
    _host(host)
    return value


def _cidr(value: str) -> str:
    try:
        return str(ipaddress.IPv4Network(value))
    except ValueError as error:
        what = f"is not a range of IPv4 addresses: {error}"
        raise InvalidValue(what, write="write it like 203.0.113.0/24", rules=("C14",)) from None


def _variable(value: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", value):
        raise InvalidValue("is not a variable name", write="write capitals, digits and underscores")
    if value == "PORT" or value.startswith("RENDER_"):
        why = "a value of ours would break its port detection"
        raise InvalidValue("is set by Render itself", why, "remove it", ("T38",))
    return value


NOT_WANTED: Final = "none"
"""In place of a variable's name: the application does not want it."""


def _variable_or_none(value: str) -> str:
    if value != NOT_WANTED and value.lower() in (NOT_WANTED, "null"):
        write = "write none, in small letters, for what the application does not want"
        raise InvalidValue("is no name", write=write)
    return value if value == NOT_WANTED else _variable(value)


def _branch(value: str) -> str:
    """git-check-ref-format, as far as people write branches."""
    unfit = r"\.\.|//|@\{|\.lock(/|$)|[/.]$|^HEAD$|^refs/|^[0-9a-fA-F]{40}$"
    if re.search(unfit, value) or not re.fullmatch(r"\w[\w./+@-]*", value):
        why, write = "nothing would ever be deployed", "write its name, such as main"
        raise InvalidValue("is not a Git branch", why, write)
    return value


@dataclass(frozen=True)
class _Form:
    """A check, and what an editor is told of it: the pattern may be laxer than the check, never stricter."""

    check: Callable[[str], str]
    pattern: str
    example: str

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        found = {**handler(schema), "pattern": f"^(?:{self.pattern})$"}
        if re.fullmatch(self.pattern, self.example):
            return {**found, "examples": [self.example]}
        return {**found, "patternErrorMessage": f"write it like {self.example}"}


def _pattern(pattern: str, example: str, refusal: InvalidValue | None = None) -> _Form:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise refusal or InvalidValue("has the wrong form", write=f"write it like {example}")
        return value

    return _Form(check, pattern, example)


_NO_CLUSTER = InvalidValue(
    "is not the host of an Atlas cluster",
    "the services would find no database",
    "write what stands between @ and / in Atlas's connection string, like shop.ab12c.mongodb.net",
    ("R18",),
)
_CLUSTER = rf"{LABEL}\.[a-z0-9]+\.mongodb\.net"
_ORIGIN = rf"https://{LABEL}(\.{LABEL})*(:[0-9]+)?|http://localhost(:[0-9]+)?"

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=False)]
Origin = Annotated[str, _Form(_origin, _ORIGIN, "https://www.example.org")]
SiteUrl = Annotated[str, _Form(_site, rf"https://{_HOST}", "https://www.example.org")]
HttpsUrl = Annotated[
    str, _Form(_https_url, r"https://[^\s/]+([/?#]\S*)?", "https://status.example.org/maintenance")
]
Host = Annotated[str, _Form(_host, _HOST, "smtp.example.org")]
ClusterHost = Annotated[str, _pattern(_CLUSTER, "shop.ab12c.mongodb.net", _NO_CLUSTER)]
Email = Annotated[str, _Form(_email, rf"[A-Za-z0-9._+-]+@{_HOST}", "hello@example.org")]
VariableName = Annotated[str, _Form(_variable, r"(?!PORT$|RENDER_)[A-Z][A-Z0-9_]*", "LOG_LEVEL")]
VariableNameOrNone = Annotated[
    str, _Form(_variable_or_none, rf"{NOT_WANTED}|(?!PORT$|RENDER_)[A-Z][A-Z0-9_]*", "WEB_ORIGINS")
]
EnvPrefix = Annotated[str, _pattern(r"[A-Z][A-Z0-9_]*_", "VITE_")]
Branch = Annotated[str, _Form(_branch, r"\S+", "main")]
RemoteName = Annotated[str, _pattern(r"[a-z0-9][a-z0-9-]{0,51}", "shop-api-staging")]
# Vercel: small letters, digits, hyphens, at most 52.
VercelProject = Annotated[str, _pattern(r"[a-z0-9][a-z0-9-]{0,51}", "shop-platform-staging")]
# Cloudinary: small letters, digits, hyphens; underscores in old accounts.
CloudName = Annotated[str, _pattern(r"[a-z0-9][a-z0-9_-]*", "shop-testing")]
Identifier = Annotated[str, _pattern(r"[A-Za-z0-9][A-Za-z0-9_-]*", "shop-staging")]
Cidr = Annotated[str, _Form(_cidr, r"[0-9]+(\.[0-9]+){3}(/[0-9.]+)?", "203.0.113.0/24")]
HttpPath = Annotated[str, _pattern(r"/[^\s]*", "/healthz")]
RenderOwner = Annotated[str, _pattern(r"(tea|usr)-[a-z0-9]{20}", "tea- and 20 letters or digits")]
RenderServiceId = Annotated[str, _pattern(r"srv-[a-z0-9]{20}", "srv- and 20 letters or digits")]
KeyValueId = Annotated[str, _pattern(r"red-[a-z0-9]{20}", "red- and 20 letters or digits")]
VercelTeam = Annotated[str, _pattern(r"team_[A-Za-z0-9]{24}", "team_ and 24 letters or digits")]
VercelProjectId = Annotated[str, _pattern(r"prj_[A-Za-z0-9]{8,}", "prj_ and letters or digits")]
VercelVariableId = Annotated[str, _pattern(r"[A-Za-z0-9_-]{8,}", "letters and digits")]
AtlasProject = Annotated[str, _pattern(r"[0-9a-f]{24}", "24 hexadecimal digits")]
GitHubRepository = Annotated[str, _pattern(r"[\w.-]+/[\w.-]+", "owner/name")]
Seconds = Annotated[int, Field(ge=1, le=300)]
