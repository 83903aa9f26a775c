"""E-mail, telephone, IP: addresses at which nobody can be reached."""

from data.sanitize.pseudonyms.tokens import DIGITS
from data.sanitize.words import UNITS


def email(digest: bytes, _original: str) -> str:
    """`taxvo.<24 hex digits>@example.invalid`: 96 bits; RFC 2606 keeps `.invalid` from ever existing."""
    return f"{UNITS[digest[0]]}.{digest[2:].hex()}@example.invalid"


def phone(digest: bytes, _original: str) -> str:
    """`+999` and twelve digits, which looks like the number of no country.

    The ranges kept for films are too small: 5,000 fixed numbers in Germany (Bundesnetzagentur,
    Mitteilung 148/2021), 20,000 in the UK (Ofcom), none in Switzerland. People would share numbers, and
    who gave such a number to production would find it again.
    """
    return f"+999{digest.translate(DIGITS).decode()}"


def ip(digest: bytes, _original: str) -> str:
    """An IPv6 address for documentation, 2001:db8::/32 (RFC 3849), of 96 bits.

    For IPv4 too: its ranges for documentation (RFC 5737) hold 768 addresses, for all people together.
    """
    return "2001:db8:" + digest.hex(":", 2)
