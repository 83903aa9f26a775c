"""The stack file: its rules, the ids of the accounts, the secrets that it names."""

from collections.abc import Collection, Iterator, Mapping

from config.given import given, value_faults
from config.rehearsal import is_rehearsal
from config.rules import broken_rules, unfilled_ids
from config.rules.rule import Stacks
from config.secrets import environment_names, missing_secrets
from config.stacks import stack_file
from ops.doctor.check import Check


def checks(
    stack: str, stacks: Stacks, environ: Mapping[str, str], stored: Collection[str]
) -> Iterator[Check]:
    """Rules, ids, secrets. `stored`: the keys that the stack file keeps encrypted."""
    file, settings = stack_file(stack), stacks[stack]
    concerned = [fault for fault in broken_rules(stacks) if file in (fault.file, *fault.also)]
    if concerned:
        yield Check("FAIL", stack, file, f"breaks {len(concerned)} rules", "see `python -m ops check`")
    else:
        yield Check("ok", stack, file, "keeps every rule")
    if not is_rehearsal(environ):
        for fault in unfilled_ids(stack, settings):
            yield Check("FAIL", stack, f"{file}: {fault.key}", fault.what, fault.write)
    yield from _secrets(stack, stacks, environ, stored)


def _secrets(
    stack: str, stacks: Stacks, environ: Mapping[str, str], stored: Collection[str]
) -> Iterator[Check]:
    sources = stacks[stack].secrets
    missing = missing_secrets(stack, sources, environ, stored)
    if missing:
        first = environment_names(stack, missing[0])[0]
        do = f"an update needs them: export {first} and its like, or write .env.{stack}"
        yield Check("note", stack, "secrets", f"no value for {', '.join(missing)}", do)
    else:
        yield Check("ok", stack, "secrets", f"{len(sources)} named, none missing")
    held = given(stack, stacks[stack], environ)
    for fault in value_faults(stack, stacks, held, environ):
        yield Check("FAIL", stack, fault.key, fault.text)
