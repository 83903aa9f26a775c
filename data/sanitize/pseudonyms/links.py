"""Addresses on the web and names of stored files, of which none leads anywhere."""


def url(digest: bytes, _original: str) -> str:
    """`https://example.invalid/<32 hex digits>`: 128 bits; RFC 2606 keeps `.invalid` from ever existing."""
    return f"https://example.invalid/{digest.hex()}"


def cloudinary(digest: bytes, original: str) -> str:
    """A public id becomes `placeholder/<32 hex digits>`, an address one of `example.invalid`.

    Neither names an asset: an application that deletes by public id deletes nothing.
    """
    if "://" in original:
        return f"https://example.invalid/placeholder/{digest.hex()}"
    return f"placeholder/{digest.hex()}"
