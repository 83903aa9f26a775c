"""Whatever the secrets are, a run of the program shows them nowhere but in places marked as secret."""

import contextlib
import io
import json
import logging

import pulumi
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from config.stacks import STACKS
from tests.conftest import StackFiles
from tests.secret_forms import ALPHABET, forms
from tests.stacks.recording import SANDBOX, TOKENS, Program, run_program

# No two keys get the same value, and none is a word that stands in the program anyway.
WORDS = st.text(ALPHABET, min_size=8, max_size=40).filter(lambda t: t == t.strip()).map("q7Z~{}".format)
PREFIXES = {"STRIPE_WEBHOOK_SECRET": "whsec_", "DATABASE_PASSWORD": ""}


def environment(stack: str, keys: list[str], texts: list[str]) -> dict[str, str]:
    mode = "sk_live_" if stack == "prod" else "sk_test_"
    starts = {**PREFIXES, "STRIPE_SECRET_KEY": mode}
    return {f"{stack.upper()}_{key}": starts.get(key, "") + t for key, t in zip(keys, texts, strict=True)}


@st.composite
def stacks_with_secrets(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    stack = draw(st.sampled_from(STACKS))
    keys = [key for key, source in StackFiles()[stack]["secrets"].items() if source == "env"]
    texts = draw(st.lists(WORDS, min_size=len(keys), max_size=len(keys), unique=True))
    # An end that is refused, so that the messages about values are looked through as well.
    texts[draw(st.integers(0, len(texts) - 1))] += draw(st.sampled_from(("", "", " ", "\n", "\u200b")))
    return stack, environment(stack, keys, texts)


def ran(stack: str, environ: dict[str, str]) -> tuple[Program, str]:
    """The program, and everything that it printed, logged or raised."""
    said, log = io.StringIO(), logging.StreamHandler()
    log.setStream(said)
    root = logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    program = Program()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            program = run_program(stack, StackFiles()[stack], {**TOKENS, **SANDBOX, **environ})
    except pulumi.RunError as error:
        said.write(f"{error!r} {error}")
    finally:
        root.removeHandler(log)
        root.setLevel(level)
    return program, said.getvalue()


@pytest.mark.proves("R72", "R73", "T34")
@given(stacks_with_secrets())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller leak says no more
)
def test_no_random_secret_is_shown_by_a_run_whether_it_is_accepted_or_refused(
    drawn: tuple[str, dict[str, str]],
) -> None:
    stack, environ = drawn
    program, said = ran(stack, environ)
    text = said + json.dumps([program.in_clear, program.calls], ensure_ascii=False)
    for name, value in environ.items():
        # A guard looks at the value without its ends, so that form could leak too.
        plain = value.strip("\u200b \n")
        assert not [form for form in forms(value) | forms(plain) if form in text], name


def test_the_search_above_finds_what_is_not_marked_as_secret() -> None:
    environ = environment("dev", ["STRIPE_SECRET_KEY"], ["a\"b'c d%e"])
    (value,) = environ.values()
    for text in (value, json.dumps({"key": value}), repr([value])):
        assert any(form in text for form in forms(value))
