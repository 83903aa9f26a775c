"""Values that were never filled in: copied from an example or left as a template.

A false alarm stops production, so each form is narrow: random text of any usual alphabet passes.
"""

import re

# What vendors put before the random part; an example often keeps it (`sk_test_...`).
_PREFIX = re.compile(r"(?:(?:sk|rk|pk)_(?:live|test)_|whsec_|rnd_|SG\.|re_|key-)")
_NOUN = r"(?:password|passwd|secret|token|key|api|user|username|host|database|db|cloud|app|project|domain)"
_MARKS = (
    re.compile(r"<[^<>]+>"),  # the whole value
    re.compile(r"\$\{?[A-Z][A-Z0-9_]*\}?|\{\{.*\}\}"),
)
_MARKS_INSIDE = (
    # `<YOUR_PROD_PASSWORD>`, Atlas's `<db_password>`; a random `<x>` is no such thing.
    re.compile(rf"<(?:[A-Za-z]+(?:[ _-][A-Za-z0-9]+)+|{_NOUN})>", re.IGNORECASE),
    re.compile(r"(?<![A-Za-z0-9])YOUR[_-][A-Z]"),
    re.compile(rf"(?<![A-Za-z0-9])your[ _-]?{_NOUN}(?![a-z])", re.IGNORECASE),
    re.compile(r"(?:@|//|\.)example\.(?:com|org|net)(?![\w-])"),  # reserved for documentation: RFC 2606
)
_WORD = re.compile(
    r"a|an|add|api|change|changeme|cloud|database|db|dummy|enter|example|fake|fill|fixme|goes|here|id|in|"
    r"insert|it|key|me|my|name|null|password|passwd|placeholder|put|real|replace|replaceme|sample|secret|"
    r"string|tbd|test|the|this|todo|token|undefined|user|value|with|x{3,}|your|yours"
)


def is_template(value: str) -> bool:
    """Whether a value holds a mark that somebody was meant to replace: `<…>`, `YOUR_…`, `${NAME}`."""
    text = value.strip()
    return any(mark.fullmatch(text) for mark in _MARKS) or any(mark.search(text) for mark in _MARKS_INSIDE)


def is_example(value: str) -> bool:
    """Whether a value, without a vendor's prefix, is made of example words or one character."""
    text = value.strip()
    prefix = _PREFIX.match(text)
    rest = text[prefix.end() :] if prefix else text
    if prefix and (not rest or re.search(r"\.{3}$|…$|x{4,}$|\*{3,}$", rest, re.IGNORECASE)):
        return True
    return (
        _one_character(rest)
        or _all_words(rest)
        # Amazon's own examples end so, and they pass every check of form.
        or re.fullmatch(r"[A-Za-z0-9/+]+EXAMPLE(KEY)?", rest) is not None
    )


def _one_character(text: str) -> bool:
    """`xxx`, `...`, `xxxx-xxxx`."""
    letters = re.sub(r"[\s_-]", "", text).lower()
    return (len(letters) >= 3 and len(set(letters)) == 1) or (len(text) >= 3 and not letters)


def _all_words(text: str) -> bool:
    """`changeme`, `change-me-1`, `my_secret_key`: every word is one that examples are made of."""
    words = [word for word in re.split(r"[\s_.!-]+|[0-9]+$", text.lower()) if word]
    return bool(words) and all(_WORD.fullmatch(word) for word in words)
