"""How one secret can be written: a search for the plain text alone would miss a leak inside JSON or a URI."""

import json
import string
from urllib.parse import quote

# What may stand in a secret, and what quotes, shells, JSON, Go and URIs write in another way.
ALPHABET = string.ascii_letters + string.digits + "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \"äß漢"


def forms(value: str) -> set[str]:
    """The value as it is, as JSON, as Python, as Go's JSON and percent-encoded as the program does."""
    quoted = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1]}
    html = {text.translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&"}) for text in quoted}
    return {value, *quoted, *html, quote(value, safe="-_.!~*'()"), quote(value, safe="")}
