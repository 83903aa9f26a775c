"""The short words by which a policy file says an action."""

from typing import Any

from data.documents import TYPE_NAMES
from data.policy.actions import (
    DOMAINS,
    Action,
    Constant,
    DateShift,
    Drop,
    Enum,
    Keep,
    Null,
    NumberBucket,
    Pseudonym,
    RandomNumber,
    Ref,
)
from data.policy.model import NUMBERS
from data.policy.values import is_word

UNCLASSIFIED = "unclassified"
OBJECT = "object"
WORDS: dict[str, Action] = {
    **{domain: Pseudonym(domain=domain) for domain in DOMAINS},
    "date-shift": DateShift(),
    "drop": Drop(),
    "null": Null(),
    "random-number": RandomNumber(),
    "ref": Ref(),
}
FORMS = ("keep", "enum", "constant", "number-bucket", "ref")
_LOOKED_INTO = frozenset({"object", "array"})
TYPES = frozenset(TYPE_NAMES.values()) - _LOOKED_INTO
# A group of types: Mongoose's Number is stored as the first three, by size and fraction.
GROUPS = {"number": NUMBERS}
_SAY = (
    f"write one of {', '.join(sorted(WORDS))}, {{keep: [types]}}, {{enum: [values]}}, {{constant: value}}, "
    "{number-bucket: size} or {ref: [words]}"
)

_NO_VALUES = "is an enum without values, which no string can pass; list them, or choose `text`"
_NO_WORDS = "names no words that may stand beside an id; list them, or write `ref`, for none"


def action_of(said: Any) -> Action:
    """The action that a word or a mapping of one key says. Raises ValueError for what says none."""
    if said is None:
        return Null()
    if said == UNCLASSIFIED:
        raise ValueError("is not classified yet, and nothing is kept by chance; write what happens to it")
    if said == "keep":
        raise ValueError("keeps whatever is there; say what: {keep: string}, {keep: [int, double]}")
    if isinstance(said, str):
        if action := WORDS.get(said):
            return action
        raise ValueError(f"`{said}` is no action; {_SAY}" if said else f"says nothing; {_SAY}")
    if isinstance(said, dict) and len(said) == 1:
        ((form, value),) = said.items()
        if form in FORMS:
            return _of_form(form, value)
        raise ValueError(f"`{form}` is no action; {_SAY}")
    raise ValueError(f"is no action; {_SAY}")


def _of_form(form: str, value: Any) -> Action:
    if form == "keep":
        return Keep(types=types_of(value))
    if form == "enum":
        return Enum(values=_listed(value, _NO_VALUES, "values"))
    if form == "ref":
        return Ref(words=_beside_ids(value))
    if form == "number-bucket":
        if type(value) in (int, float) and value > 0:
            return NumberBucket(size=value)
        raise ValueError("has a bucket of no size; write a number greater than 0")
    if isinstance(value, str | int | float):
        return Constant(value=value)
    raise ValueError("has no constant; write a text, a number, true or false, or `null` for the action")


def types_of(said: Any) -> tuple[str, ...]:
    """The BSON types of `string`, `number` or a list of such. Raises ValueError."""
    names = [str(name) for name in (said if isinstance(said, list) else [said])]
    if _LOOKED_INTO & {*names}:
        raise ValueError("keeps whatever will ever stand in it; name the paths in it")
    unknown = [name for name in names if name not in {*TYPES, *GROUPS}]
    if unknown or not names:
        known = ", ".join(sorted({*TYPES, *GROUPS}))
        raise ValueError(f"`{', '.join(unknown)}` is no BSON type; write one or some of {known}")
    return tuple(dict.fromkeys(one for name in names for one in GROUPS.get(name, (name,))))


def _listed(said: Any, none: str, what: str) -> tuple[str, ...]:
    if not isinstance(said, list) or not said:
        raise ValueError(none)
    if odd := [one for one in said if not isinstance(one, str)]:
        raise ValueError(f"has {odd[0]!r} among its {what}, which are strings; put it in quotes")
    if twice := next((one for one in said if said.count(one) > 1), None):
        raise ValueError(f"has the {what.removesuffix('s')} `{twice}` twice; remove one")
    return tuple(said)


def _beside_ids(said: Any) -> tuple[str, ...]:
    words = _listed(said, _NO_WORDS, "words")
    if odd := next((one for one in words if not is_word(one)), None):
        raise ValueError(
            f"has `{odd}` among its words, which stay as they are beside an id; write letters and digits, "
            "joined by one of ._:/- each, and no id"
        )
    return words


def key_action_of(word: str) -> Action:
    """What `<key:word>` does to the keys of a map. Raises ValueError."""
    if word == "keep":
        return Keep(types=("string",))
    action = WORDS.get(word)
    if isinstance(action, Ref | Pseudonym):
        return action
    allowed = ", ".join(("keep", "ref", *DOMAINS))
    raise ValueError(f"`<key:{word}>` is nothing that can be done to keys; write one of {allowed}")
