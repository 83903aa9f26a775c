"""Names of hosts as DNS and browsers have them: RFC 1035 and 1123, UTS 46, url.spec.whatwg.org."""

import ipaddress
import re
from typing import Final, NamedTuple

import idna

LABEL: Final = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}
# Where a country's registry sells names one level further down, as far as they follow one habit. Those of
# the countries that are left out have no such level: publicsuffix.org.
_SECOND_LEVEL = re.compile(
    r"(ac|co|com|edu|gob|gov|gv|ltd|me|ne|net|nom|or|org|plc)\.(?!ca|ch|de|dk|eu|fi|li|lu|nl)[a-z]{2}"
)


class Fault(NamedTuple):
    """What is wrong with a host, why it matters and what to write."""

    what: str
    why: str
    write: str


_BARE = "write the bare host, without scheme, port or path"


def fault_of(host: str, single: bool = False) -> Fault | None:
    """What is wrong with a host's name, None if nothing. `single`: one label such as `localhost` will do."""
    if not host.isascii():
        return _international(host)
    if host != host.lower():
        return Fault("has capitals", "a browser sends small letters", f"write {host.lower()}")
    if host.endswith("."):
        return Fault("ends with a dot", "browsers take it for another host", f"write {host.rstrip('.')}")
    if "_" in host:
        return Fault("has an underscore", "no certificate is issued for such a host", "write a hyphen")
    labels = host.split(".")
    if not all(re.fullmatch(r"[a-z0-9-]+", label) for label in labels) or (len(labels) < 2 and not single):
        return Fault("is not a host name", "", _BARE)
    if any(label[0] == "-" or label[-1] == "-" for label in labels):
        return Fault("has a hyphen at the end of a part", "DNS allows it only inside", "correct it")
    if any(len(label) > 63 for label in labels) or len(host) > 253:
        return Fault("is too long", "DNS knows 63 characters between dots and 253 in all", "shorten it")
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):
        return Fault("ends with a number", "browsers take it for an address and refuse it", "correct it")
    if wrong := next((label for label in labels if label.startswith("xn--") and not _decodes(label)), None):
        return Fault(f"holds '{wrong}', which stands for no name", "browsers refuse it", "correct it")
    return None


def _international(host: str) -> Fault:
    """DNS and browsers have the name in ASCII, which UTS 46 makes of it as browsers do: `ß` stays one."""
    why = "browsers send its form in ASCII, and DNS knows no other"
    try:
        known = ".".join(map(_ascii, idna.uts46_remap(host).split(".")))
    except ValueError:  # idna's own errors, and what it leaves to others
        known = ""
    if fault_of(known, single=True):
        return Fault("is not a host name", "", _BARE)
    return Fault("is not in ASCII", why, f"write {known}")


def _ascii(label: str) -> str:
    """A part of a name after its letters were mapped, an emoji as well: browsers go by UTS 46, not IDNA 2008.

    Raises ValueError where browsers refuse it: the order of scripts, joiners, a mark without a letter.
    """
    if label.isascii():
        return label
    idna.check_initial_combiner(label)
    idna.check_bidi(label)
    if not all(idna.valid_contextj(label, at) for at, one in enumerate(label) if one in "\u200c\u200d"):
        raise idna.IDNAError("a joiner joins nothing")
    return f"xn--{label.encode('punycode').decode()}"


def _decodes(label: str) -> bool:
    try:
        name = label.removeprefix("xn--").encode().decode("punycode")
        return not name.isascii() and idna.uts46_remap(name) == name and _ascii(name) == label
    except (ValueError, OverflowError):
        return False


def is_address(host: str) -> bool:
    """Whether it is an IPv4 address, as browsers write it."""
    try:
        return str(ipaddress.IPv4Address(host)) == host
    except ValueError:
        return False


def fault_of_port(scheme: str, port: str) -> Fault | None:
    """What is wrong with the port of an origin."""
    if not re.fullmatch(r"[0-9]+", port) or not 0 < int(port) < 65536:
        return Fault("has no port after its colon", "", "write a number up to 65535, or remove the colon")
    if port == _DEFAULT_PORTS.get(scheme):
        return Fault(f"names the port of {scheme}", "a browser leaves it out", f"remove :{port}")
    if port[0] == "0":
        return Fault("has a port that begins with 0", "a browser leaves it out", f"write {int(port)}")
    return None


def is_bare(host: str) -> bool:
    """Whether a host is a domain as it is registered, such as `example.org` or `example.co.uk`.

    Of registries one level further down only the usual ones are known.
    """
    _, _, above = host.partition(".")
    return "." not in above or bool(_SECOND_LEVEL.fullmatch(above))


def twin(host: str) -> str | None:
    """The host that people type instead: `example.org` for `www.example.org`, and the other way round."""
    without = host.removeprefix("www.")
    if without != host:
        return without if "." in without else None
    return f"www.{host}" if is_bare(host) else None
