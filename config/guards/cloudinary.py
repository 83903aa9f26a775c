"""Cloudinary: the address and the single variables must mean the same account.

The application deletes assets of the account that it is given, so two accounts in one environment are a trap.
"""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from config.guards.terms import Found, Values

URL = "CLOUDINARY_URL"
CLOUD = "CLOUDINARY_CLOUD_NAME"


@dataclass(frozen=True)
class Account:
    """What `cloudinary://key:secret@cloud` holds."""

    key: str
    secret: str
    cloud: str


def parse(value: str) -> Account | None:
    """The parts of a CLOUDINARY_URL, or None when it is not one."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    # Not `hostname`: it is in lower case, and a cloud name is not a host of the DNS.
    cloud = parts.netloc.rpartition("@")[2]
    if parts.scheme != "cloudinary" or not (parts.username and parts.password and cloud):
        return None
    return Account(unquote(parts.username), unquote(parts.password), cloud)


def cloudinary(values: Values) -> Found:
    """An address that cannot be read, or that differs from the variables beside it."""
    for key, value in values.items():
        if not key.endswith(URL):
            continue
        account = parse(value)
        if account is None:
            yield key, "is no Cloudinary address; write it like cloudinary://key:secret@cloud"
            continue
        beside = {
            CLOUD: account.cloud,
            f"REACT_APP_{CLOUD}": account.cloud,
            "CLOUDINARY_API_KEY": account.key,
            "CLOUDINARY_API_SECRET": account.secret,
        }
        for name, part in beside.items():
            if name in values and values[name] != part:
                text = (
                    f"differs from {name}, so assets would be written to one account and deleted in another"
                )
                yield key, f"{text}; take both from one account"
