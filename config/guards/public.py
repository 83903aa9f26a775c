"""What the front end is built with is public: everybody can read it in the bundle."""

import re

from config.guards.terms import Found, Values

PREFIXES = ("REACT_APP_",)
SECRET_NAME = re.compile(r"SECRET|PASSWORD|TOKEN|PRIVATE")
SECRET_VALUE = re.compile(
    r"[sr]k_|whsec_|rnd_|SG\.|mongodb(\+srv)?://|rediss?://|cloudinary://|-----BEGIN [A-Z ]*PRIVATE KEY"
)
_SHORT = 8  # shorter values are equal by chance


def public(everything: Values, secrets: Values) -> Found:
    """Public variables that are named like a secret, look like one, or hold the value of one."""
    holders = {value: key for key, value in secrets.items() if len(value) >= _SHORT and not _prefix(key)}
    for key, value in everything.items():
        prefix = _prefix(key)
        if not prefix:
            continue
        name, holder = key.removeprefix(prefix), holders.get(value)
        if SECRET_NAME.search(name) or SECRET_VALUE.match(value):
            text = "looks like a secret, and everybody can read it in the site's bundle"
            yield key, f"{text}; remove it, let the API do the work, and change the value"
        # CLOUDINARY_API_KEY and its public twin are one thing, and not secret by name.
        elif holder is not None and holder != name:
            text = f"holds the value of {holder}, and everybody can read it in the site's bundle"
            yield key, f"{text}; remove it and change the value"


def _prefix(key: str) -> str:
    return next((prefix for prefix in PREFIXES if key.startswith(prefix)), "")
