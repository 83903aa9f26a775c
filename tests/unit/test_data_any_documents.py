"""Documents of any shape, under a policy that names just what they hold: nothing of them comes through."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from bson.objectid import ObjectId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.documents import Document, batch_of
from data.gathered import Gathered
from data.inventory import Surveyor
from data.policy.actions import DOMAINS, Action, DateShift, Drop, Keep, Null, NumberBucket, Pseudonym, Ref
from data.policy.model import NUMBERS, Policy, Rule
from data.policy.paths import Path, Pattern
from data.sanitize.sanitizer import Sanitizer
from data.verify.findings import check
from data.verify.memory import Memory
from tests.data.shapes import DOCUMENTS, paths

KEY, SALT = b"k" * 32, b"s" * 32
NAME = "things"
_UNKEPT: dict[str, st.SearchStrategy[Action]] = {
    "string": st.sampled_from(DOMAINS).map(lambda domain: Pseudonym(domain=domain)),
    "objectId": st.just(Ref()),
    "date": st.just(DateShift()),
    **{kind: st.just(NumberBucket(size=10)) for kind in NUMBERS},
}
_GONE = st.sampled_from([Drop(), Null()])
# What may stand as it is without saying anything of anybody.
_PLAIN = ("bool", "null", "minKey", "maxKey")


@st.composite
def classified(draw: st.DrawFn) -> tuple[list[Document], Policy]:
    """Some documents, and a policy with an action for each of their paths that keeps nothing of interest."""
    documents = draw(st.lists(DOCUMENTS, min_size=1, max_size=4, unique_by=lambda one: one["_id"]))
    kinds: defaultdict[Path, set[str]] = defaultdict(set)
    for path, kind in sorted(set().union(*map(paths, documents))):
        kinds[path].add(kind)
    rules, keys = [], []
    for path, found in kinds.items():
        if path[-1] == "<key>":
            keys.append(Rule(Pattern(NAME, path), Pseudonym(domain="token")))
        if leaves := found - {"object", "array", *_PLAIN}:
            action = draw(_UNKEPT.get(min(leaves), _GONE) if len(leaves) == 1 and found == leaves else _GONE)
            rules.append(Rule(Pattern(NAME, path), action))
        else:
            rules.append(Rule(Pattern(NAME, path), Keep(types=_PLAIN)))
    return documents, Policy("staging", frozenset({NAME}), {}, {}, frozenset(), tuple(rules), tuple(keys))


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, one in value.items():
            if not key.isidentifier():
                yield key
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif type(value) in (ObjectId, str, bytes) and len(str(value).strip()) >= 6:
        yield value


# What is drawn is large; that is the point.
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(classified())
def test_no_value_of_documents_of_any_shape_comes_through_their_policy(
    drawn: tuple[list[Document], Policy],
) -> None:
    documents, policy = drawn
    batch = batch_of(NAME, documents)
    assert Surveyor(policy).look(batch, Gathered(batch.values())).unclassified == {}
    clean = Sanitizer(policy, KEY)(batch)
    held = {one for document in documents for one in leaves(document)}
    assert [one for document in clean.values() for one in leaves(document) if one in held] == []
    memory = Memory.collect(NAME, Gathered(documents), SALT)
    assert check(Gathered(clean.values()), NAME, memory, policy, SALT).leaks == {}
