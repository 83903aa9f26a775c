"""What to do when nothing is set up yet: five things in their order, not a line for each that fails."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from config.rules import unfilled_ids
from config.secrets import Secrets, keys_from
from config.settings import Settings
from config.stacks import stack_file
from config.vendors import TOKENS, is_rehearsal, missing_tokens
from ops.doctor.check import Check
from ops.doctor.local import STATE_NEEDS, token_of
from toolchain.pins import PULUMI_VERSION

Stacks = Mapping[str, Settings]


def is_untouched(stacks: Stacks, environ: Mapping[str, str]) -> bool:
    """Whether no vendor has a token and no stack file an id: nobody has begun."""
    no_token = len(missing_tokens(environ)) == len(TOKENS)
    return no_token and not is_rehearsal(environ) and all(unfilled_ids(*each) for each in stacks.items())


def others(stacks: Stacks, checks: Iterable[Check]) -> list[Check]:
    """The checks that fail for a reason that is none of the five steps."""
    ids = {f"{fault.file}: {fault.key}" for each in stacks.items() for fault in unfilled_ids(*each)}
    covered = {*STATE_NEEDS, *map(token_of, TOKENS), *ids}
    return [check for check in checks if check.state == "FAIL" and check.what not in covered]


def first_steps(
    stacks: Stacks,
    machine: Sequence[Check],
    secrets: Mapping[str, Secrets],
) -> Iterator[str]:
    """The lines. `machine`: what was found of its programs. `secrets`: those of each stack."""
    has_state = not any(check.state == "FAIL" for check in machine if check.what in STATE_NEEDS)
    files = ", ".join(map(stack_file, stacks))
    ids = dict.fromkeys(fault.key for each in stacks.items() for fault in unfilled_ids(*each))
    names = ", ".join(name for groups in TOKENS.values() for name in groups[0])
    missing = dict.fromkeys(key for stack in stacks for key in keys_from(secrets[stack], "missing"))
    first = next(iter(stacks))
    yield "Nothing is set up yet. Five things to do, in this order:"
    yield (
        f"1. pulumi: {PULUMI_VERSION} or newer on PATH (what `make setup` made: `export "
        f'PATH="$PWD/.venv/bin:$(python3 -m toolchain path):$PATH"`), then `pulumi login` where the state '
        f"is to be kept (docs/state.md){'; done' if has_state else ''}"
    )
    yield f"2. ids: write your own for the zeros in {files}: {', '.join(ids)}"
    yield f"3. tokens: export {names}"
    yield (
        f"4. secrets: for each that `python -m ops secrets list` calls missing, export "
        f"its value under the stack's name ({first.upper()}_{next(iter(missing), 'KEY')}), or write it into "
        f".env.{first}: {', '.join(missing) or 'none; done'}"
    )
    yield (
        f"5. `pulumi stack init` for {', '.join(stacks)}; then run this again: it looks at your accounts and "
        f"says what exists already"
    )
