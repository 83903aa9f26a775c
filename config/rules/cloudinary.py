"""Cloudinary: the program can tell whose account it is, and address and single variables mean the same one.

The application deletes assets of the account that it is given, so two accounts in one environment are a trap.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from config.contract import BY_NAME, OF_SITE, name_of
from config.rules.engine import Stack, Stacks, of_all_stacks, of_one_stack
from config.violations import Violation

URL = "CLOUDINARY_URL"
CLOUD = "CLOUDINARY_CLOUD_NAME"


@dataclass(frozen=True)
class Account:
    """What `cloudinary://key:secret@cloud` holds."""

    key: str = field(repr=False)
    secret: str = field(repr=False)
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


@of_one_stack("R54", "R55")
def the_cloudinary_account_can_be_told(stack: Stack) -> Iterator[Violation]:
    """An address that holds the cloud name is one whose value can be held against `cloudinary`."""
    source = stack.settings.secrets.get(URL, "env")
    if source not in ("env", "config"):
        what = f"is {source}, so its cloud name is hidden"
        why = "files are deleted there, and nothing could tell that they are production's"
        write = "write env or config, which compares it with `cloudinary`"
        yield stack.violation(f"secrets.{URL}", what, why, write)


@of_all_stacks("R54", "R55")
def no_plain_variable_is_another_stacks_cloud(stacks: Stacks) -> Iterator[Violation]:
    """No plain variable, whatever its name, holds the cloud name of a stack that has another account."""
    clouds = {cloud: name for name, stack in stacks.items() if (cloud := stack.settings.cloudinary)}
    for stack in stacks.values():
        others = {cloud: name for cloud, name in clouds.items() if cloud != stack.settings.cloudinary}
        for variable in stack.variables:
            owner = None if variable.secret else others.get(variable.value.strip().lower())
            # A cloud may be called by a word that means something else elsewhere.
            if owner and (not variable.value.isalpha() or re.search("CLOUD|CLD", variable.name)):
                what = f"is the Cloudinary account of {owner}"
                why = f"what {stack.name} cleans up would be there"
                yield stack.about(
                    variable, what, why, "remove it, or write that of `cloudinary`", also=(owner,)
                )


@of_one_stack("R54", "R55", "T8")
def a_cloudinary_address_is_of_the_account_beside_it(stack: Stack) -> Iterator[Violation]:
    """CLOUDINARY_URL and the single variables mean one account."""
    for variable in stack.variables:
        if not variable.name.endswith(URL):
            continue
        account = parse(variable.value)
        if account is None:
            what, why = "is no Cloudinary address", "no upload would work"
            yield stack.about(variable, what, why, "write it like cloudinary://key:secret@cloud")
        elif differing := [name for name, part, held in _beside(stack, account) if part != held]:
            why = "assets would be written to one account and deleted in another"
            what, write = f"differs from {', '.join(differing)}", "take both from one account"
            yield stack.about(variable, what, why, write)


def _beside(stack: Stack, account: Account) -> Iterator[tuple[str, str, str]]:
    """What names the account too: its name, the address's part, and what it holds, of all that is known."""
    named = (name_of(stack.settings, contract[CLOUD]) for contract in (BY_NAME, OF_SITE))
    clouds = [name for name in named if name]
    parts = [
        *((name, account.cloud) for name in clouds),
        ("CLOUDINARY_API_KEY", account.key),
        ("CLOUDINARY_API_SECRET", account.secret),
    ]
    if not clouds and stack.settings.cloudinary:
        yield "`cloudinary`", account.cloud, stack.settings.cloudinary
    yield from ((name, part, stack.values[name]) for name, part in parts if name in stack.values)
