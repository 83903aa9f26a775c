"""The stack file: its rules, the ids of the accounts, the secrets that it names."""

from collections.abc import Iterator, Mapping

from config.rules import AllSettings, concerning, errors, unfilled_ids
from config.secrets import Secrets, keys_from, known_values, stack_variable
from config.stacks import stack_file
from config.vendors import is_rehearsal, missing_tokens
from ops.doctor.check import Check


def checks(stack: str, stacks: AllSettings, secrets: Secrets, environ: Mapping[str, str]) -> Iterator[Check]:
    """Rules, ids, tokens, secrets."""
    file, settings = stack_file(stack), stacks[stack]
    wrong = concerning(stack, errors(stacks, known_values(stack, secrets, stacks, environ)))
    broken = [violation for violation in wrong if not violation.of_value]
    if broken:
        yield Check("FAIL", stack, file, f"breaks {len(broken)} rules", "see `python -m ops check`")
    else:
        yield Check("ok", stack, file, "keeps every rule")
    if not is_rehearsal(environ):
        for violation in unfilled_ids(stack, settings):
            yield Check("FAIL", stack, f"{file}: {violation.key}", violation.what, violation.write)
    for violation in missing_tokens(environ):
        what = f"token of {violation.file}"
        yield Check("FAIL", stack, what, "is not in the process environment", violation.write)
    if missing := keys_from(secrets, "missing"):
        first = stack_variable(stack, missing[0])
        do = f"an update needs them: export {first} and its like, or write .env.{stack}"
        yield Check("note", stack, "secrets", f"no value for {', '.join(missing)}", do)
    else:
        yield Check("ok", stack, "secrets", f"{len(secrets)} named, none missing")
    for violation in wrong:
        if violation.of_value:
            yield Check("FAIL", stack, violation.key, violation.text)
