"""What each action does to whose data, in words for people; the table in docs/data.md is made of it."""

from typing import Final

# Short word: what it is about, and what happens to it.
MEANING: Final[dict[str, tuple[str, str]]] = {
    "email": ("E-mail addresses", "become addresses that nobody has, under a reserved domain"),
    "person": ("Names of people", "become other names"),
    "phone": ("Phone numbers", "become numbers that nobody has"),
    "address": ("Parts of postal addresses, places", "become made-up ones"),
    "company": ("Names of companies and institutions", "become made-up ones"),
    "url": ("Links", "become links under a reserved domain, which lead nowhere"),
    "ip": ("IP addresses", "become addresses reserved for documentation"),
    "iban": ("Bank accounts", "become numbers that no bank has"),
    "text": ("What people wrote", "becomes other words of the same length and shape"),
    "token": ("Tokens, keys, codes and numbers that identify", "become others, which open nothing"),
    "stripe": ("Ids at Stripe", "become ids that Stripe does not know"),
    "cloudinary": ("Files at Cloudinary", "become ids and links of a placeholder"),
    "password": ("Passwords", "become what no password fits"),
    "ref": (
        "Ids of documents, and what refers to them",
        "become other ids; what belonged together still does",
    ),
    "date-shift": ("Dates", "move, all by the same time"),
    "number-bucket": (
        "Numbers that say much about somebody, or by which a file is known again",
        "are rounded down",
    ),
    "random-number": ("Counters that decide whether a session is valid", "become random"),
    "constant": ("Facts that can be the same for all", "become the same for everybody"),
    "null": ("Facts that staging does without", "become empty"),
    "drop": ("Whatever anything may stand in, or says too much as it is", "is left out"),
    "enum": (
        "Words of the program",
        "stay; one that `data/policy.yaml` does not list there stops the refresh",
    ),
    "keep": ("Codes, settings and the company's own lists", "stay, if they are of the type that is listed"),
}
