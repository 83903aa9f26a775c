"""Tokens, ids and addresses as vendors write them, made while it runs: none of them stands in a file."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable

from sandbox.clusters.people.making import Making

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_BCRYPT = _LETTERS + "./"
_CLOUD = "https://res.cloudinary.com/company-media"
_HEADER = json.dumps({"alg": "HS256", "typ": "JWT"})


def letters(m: Making, count: int, alphabet: str = _LETTERS) -> str:
    """So many letters and digits."""
    return "".join(m.rng.choices(alphabet, k=count))


def hexadecimal(m: Making, digits: int) -> str:
    """So many hexadecimal digits."""
    return f"{m.rng.getrandbits(digits * 4):0{digits}x}"


def stripe(prefix: str) -> Callable[[Making], str]:
    """A maker of ids of one kind of object: `pi_...`, `cus_...`."""
    return lambda m: f"{prefix}_{letters(m, 24)}"


def client_secret(m: Making) -> str:
    """What a browser confirms a payment with: an id and a secret in one."""
    return f"pi_{letters(m, 24)}_secret_{letters(m, 25)}"


def jwt(m: Making) -> str:
    """A signed token: a header, who it is for, and a signature of nothing."""
    claims = json.dumps({"id": str(m.reference("users")), "email": m.person.email, "iat": m.below(10**9)})
    signature = urlsafe_b64encode(m.rng.randbytes(32)).decode().rstrip("=")
    return f"{_encoded(_HEADER)}.{_encoded(claims)}.{signature}"


def password(m: Making) -> str:
    """What bcrypt makes of a password, with nothing that it was made of."""
    return "$2b" + "$10$" + letters(m, 53, _BCRYPT)


def encryption_key(m: Making) -> str:
    """A wrapped key: three parts in hexadecimal digits."""
    return f"{hexadecimal(m, 24)}:{hexadecimal(m, 32)}:{hexadecimal(m, 64)}"


def public_id(m: Making) -> str:
    """Cloudinary's name for a file, with its owner's id in it."""
    return f"users/{m.reference('users')}/{letters(m, 20).lower()}"


def media_url(m: Making) -> str:
    """Where Cloudinary serves a file."""
    return f"{_CLOUD}/image/upload/v17{m.below(10**8):08}/{public_id(m)}.{m.pick(('jpg', 'png', 'pdf'))}"


def ip(m: Making) -> str:
    """A public address; every fourth one of version 6."""
    if m.random() < 0.25:
        return f"2a02:{m.below(65536):x}:{m.below(65536):x}::{1 + m.below(65535):x}"
    return f"{81 + m.below(10)}.{m.below(256)}.{m.below(256)}.{1 + m.below(254)}"


def vat_number(m: Making) -> str:
    """A VAT number of one of three countries."""
    country = m.person.country[1]
    return f"{country if country != 'US' else 'CHE'}{100_000_000 + m.below(900_000_000)}"


def event(m: Making) -> str:
    """What a webhook of Stripe's brings, as text: somebody's name and address inside a string."""
    billing = {"name": m.person.name, "email": m.person.email, "phone": m.person.phone}
    body = {"id": f"ch_{letters(m, 24)}", "billing_details": billing, "customer": f"cus_{letters(m, 14)}"}
    return json.dumps({"id": f"evt_{letters(m, 24)}", "data": {"object": body}}, ensure_ascii=False)


def _encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")
