"""Small policies for tests."""

import pytest

from data.errors import Refused
from data.policy.load import parse
from data.policy.model import Policy
from data.policy.paths import Path
from data.policy.paths import parse as parse_path

HEAD = "environment: staging\n"
# 24 hex digits, as the ids of documents are written.
ID, OTHER_ID = b"made of text".hex(), b"another text".hex()


def policy(text: str) -> Policy:
    return parse(HEAD + text)


def path_of(text: str) -> Path:
    return parse_path(None, text).segments


def faults(text: str) -> list[str]:
    """The lines with which a text is refused."""
    with pytest.raises(Refused) as refused:
        parse(text, "policy.yaml")
    return str(refused.value).splitlines()
