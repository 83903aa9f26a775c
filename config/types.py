"""Field types of the settings, each refusing what would break in the cloud and saying why.

Messages follow one form: what is wrong; why it matters; what to write instead.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema


def _origin(value: str) -> str:
    """An origin as a browser sends it (RFC 6454): scheme, host, optional port, nothing else."""
    parts = urlsplit(value)
    host = parts.netloc
    if "*" in value:
        raise ValueError("has a wildcard; the API compares origins as plain text; name each origin")
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("is not an origin; write it as a browser sends it, such as https://www.example.org")
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]+)?", host, re.IGNORECASE):
        raise ValueError("is not one origin; write a scheme and one host, such as https://www.example.org")
    if value != f"{parts.scheme}://{host.lower()}":
        wanted = f"{parts.scheme}://{host.lower()}"
        raise ValueError(
            f"is not exactly what a browser sends (no path, trailing slash, space or upper case), "
            f"so the API would refuse it; write {wanted}"
        )
    if parts.scheme == "http" and parts.hostname != "localhost":
        raise ValueError(f"is not encrypted; only http://localhost may be; write https://{host}")
    return value


def _site(value: str) -> str:
    """The address of a site or API: both platforms serve https on its own port, under a name of the DNS."""
    if not re.fullmatch(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+", _origin(value)):
        raise ValueError("is not the address of a deployed site; write https:// and a full host name")
    return value


def _cidr(value: str) -> str:
    try:
        return str(ipaddress.IPv4Network(value))
    except ValueError as error:
        raise ValueError(f"is not a range of IPv4 addresses: {error}; write it like 203.0.113.0/24") from None


def _host(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", value):
        raise ValueError("is not a host name; write the bare host, without scheme, port or path")
    return value


def _variable(value: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", value):
        raise ValueError("is not a variable name; write capitals, digits and underscores")
    if value == "PORT" or value.startswith("RENDER_"):
        raise ValueError("is set by Render itself; a value of ours would break its port detection; remove it")
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


def _pattern(pattern: str, example: str) -> _Form:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"has the wrong form; write it like {example}")
        return value

    return _Form(check, pattern, example)


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=False)]
_NAME = r"[a-z0-9-]+(\.[a-z0-9-]+)"
Origin = Annotated[
    str, _Form(_origin, rf"https://{_NAME}*(:[0-9]+)?|http://localhost(:[0-9]+)?", "https://www.example.org")
]
SiteUrl = Annotated[str, _Form(_site, rf"https://{_NAME}+", "https://www.example.org")]
Host = Annotated[str, _Form(_host, rf"{_NAME}+", "cluster.abcde.mongodb.net")]
VariableName = Annotated[str, _Form(_variable, r"(?!PORT$|RENDER_)[A-Z][A-Z0-9_]*", "LOG_LEVEL")]
Branch = Annotated[str, _pattern(r"[A-Za-z0-9][A-Za-z0-9._/-]*", "main")]
RemoteName = Annotated[str, _pattern(r"[a-z0-9][a-z0-9-]{0,51}", "shop-api-staging")]
Identifier = Annotated[str, _pattern(r"[A-Za-z0-9][A-Za-z0-9_-]*", "shop-staging")]
Cidr = Annotated[str, _Form(_cidr, r"[0-9]+(\.[0-9]+){3}(/[0-9.]+)?", "203.0.113.0/24")]
HttpPath = Annotated[str, _pattern(r"/[^\s]*", "/healthz")]
RenderOwner = Annotated[str, _pattern(r"(tea|usr)-[a-z0-9]{20}", "tea- and 20 letters or digits")]
RenderServiceId = Annotated[str, _pattern(r"srv-[a-z0-9]{20}", "srv- and 20 letters or digits")]
KeyValueId = Annotated[str, _pattern(r"red-[a-z0-9]{20}", "red- and 20 letters or digits")]
VercelTeam = Annotated[str, _pattern(r"team_[A-Za-z0-9]{24}", "team_ and 24 letters or digits")]
AtlasProject = Annotated[str, _pattern(r"[0-9a-f]{24}", "24 hexadecimal digits")]
GitHubRepository = Annotated[str, _pattern(r"[\w.-]+/[\w.-]+", "owner/name")]
Seconds = Annotated[int, Field(ge=1, le=300)]
