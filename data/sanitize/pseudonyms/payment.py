"""Stripe's ids and bank accounts."""

from data.sanitize.pseudonyms.tokens import LETTERS

# Stripe's kinds of objects by the prefix of their ids (docs.stripe.com/api). A prefix of a key that opens
# something (sk_, rk_, whsec_) is not among them: nothing here may look like one.
_KINDS = frozenset(
    "acct ba card cbtxn ch cn cs cus di dp du evt fee file fr ii il in link mandate pi plink pm po price "  # noqa: SIM905 as a list it fills a page
    "prod promo py pyr qt re seti si src sub tok tr trr txn txr".split()
)


def stripe(digest: bytes, original: str) -> str:
    """`cus_stg<24 letters and digits>`: 142 bits after the kind of object, or after `id_`."""
    kind = original.partition("_")[0]
    return f"{kind if kind in _KINDS else 'id'}_stg{digest.translate(LETTERS).decode()}"


def iban(digest: bytes, original: str) -> str:
    """`ZZ00` and digits, as long as the original without spaces, at least 24 characters (66 bits).

    Nobody's: ZZ is left to users by ISO 3166-1 and no country, and the check digits of an IBAN are
    98 less a remainder of 97 (ISO 13616), so from 02 on.
    """
    digits = max(len(original.replace(" ", "")), 24) - 4
    return f"ZZ00{int.from_bytes(digest) % 10**digits:0{digits}}"
