"""Which keys are an environment's: its queues' and those under its prefix, and never another's."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.parse import parse
from config.settings import Settings
from ops.commands import InputError
from ops.redis.keys import QueueName, Scope, of_environment, queues_of, scope_of
from tests.conftest import StackFiles
from tests.unit.redis_servers import Server, server


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with server() as made:
        yield made


@pytest.fixture
def stacks(stack_files: StackFiles) -> dict[str, Settings]:
    return {stack: parse(stack, stack_files[stack]) for stack in ("prod", "staging", "dev")}


def named(stacks: dict[str, Settings], **names: str) -> dict[str, Settings]:
    return {s: one.model_copy(update={"environment_name": names.get(s, s)}) for s, one in stacks.items()}


def found(server: Server, scope: Scope, *keys: str) -> set[str]:
    server.client.flushall()
    for key in keys:
        server.client.set(key, "1")
    return {key.decode() for key in of_environment(server.client, scope)}


def test_the_keys_of_queues_and_of_the_own_prefix_are_found_and_no_others(
    shared: Server, stacks: dict[str, Settings]
) -> None:
    ours = {"bull:staging-mail:wait", "bull:staging-mail:1:lock", "staging:cache:7", "staging:"}
    others = {"bull:staging", "bull:staging:x", "bull:production-mail:wait", "stagings:1", "recording:7"}
    assert found(shared, scope_of("staging", stacks), *ours, *others) == ours


def test_an_environment_whose_name_begins_another_ones_leaves_that_ones_keys_alone(
    shared: Server, stacks: dict[str, Settings]
) -> None:
    both = named(stacks, dev="staging-eu")
    keys = ("bull:staging-mail:wait", "bull:staging-eu-mail:wait", "staging-eu:cache", "staging:cache")
    assert found(shared, scope_of("staging", both), *keys) == {"bull:staging-mail:wait", "staging:cache"}
    assert found(shared, scope_of("dev", both), *keys) == {"bull:staging-eu-mail:wait", "staging-eu:cache"}


def test_characters_with_a_meaning_in_patterns_are_taken_as_they_are(
    shared: Server, stacks: dict[str, Settings]
) -> None:
    odd = named(stacks, staging="s*[a]?\\")
    ours = {"bull:s*[a]?\\-mail:wait", "s*[a]?\\:x"}
    assert found(shared, scope_of("staging", odd), *ours, "bull:stagaa-mail:wait", "sxax:x") == ours


def test_the_prefixes_are_those_that_the_application_has(shared: Server, stacks: dict[str, Settings]) -> None:
    scope = scope_of("staging", stacks, "q", "own")
    ours = {"q:staging-mail:wait", "own:mail:wait"}
    assert found(shared, scope, *ours, "bull:staging-mail:wait", "staging:x") == ours


@pytest.mark.parametrize("own", ["bull", "production", ""])
def test_a_prefix_that_others_have_too_is_refused(own: str, stacks: dict[str, Settings]) -> None:
    with pytest.raises(InputError, match=f"the prefix '{own}' is not this environment's alone"):
        scope_of("staging", stacks, own_prefix=own)


NAMES = st.text("ab-*?[]\\^", min_size=1, max_size=4)


@given(NAMES, NAMES, NAMES, st.text("ab-:*", max_size=6))
def test_no_key_is_two_environments(one: str, two: str, three: str, rest: str) -> None:
    names = {"prod": one, "staging": two, "dev": three}
    if len({*names.values()}) < 3:
        return
    made: dict[str, Scope] = {}
    for stack, name in names.items():
        others = [other for other in names.values() if other != name]
        clash = tuple(f"bull:{o}-" for o in others if f"bull:{o}-".startswith(f"bull:{name}-"))
        made[stack] = Scope(f"bull:{name}-", f"{name}:", clash)
    for key in (f"bull:{one}-{rest}", f"{two}:{rest}", f"bull:{three}-{rest}"):
        assert sum(scope.holds(key.encode()) for scope in made.values()) <= 1


def test_queues_are_told_by_their_meta_and_jobs_that_are_called_so_are_none() -> None:
    scope = Scope("bull:staging-", "staging:")
    keys = [b"bull:staging-mail:meta", b"staging:mail:meta", b"bull:staging-mail:7:meta", b"staging:meta"]
    assert queues_of(keys, scope) == [QueueName("bull", "staging-mail"), QueueName("staging", "mail")]
