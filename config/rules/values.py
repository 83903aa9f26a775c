"""Values that were damaged on the way in: by a copy, by quotes, or by what was copied with them."""

import re
from collections.abc import Iterator

from config.rules.engine import Stack, Variable, of_one_stack, texts
from config.rules.malformed import controls, is_block, is_wrapped, unseen
from config.violations import Violation

_UNSEEN = "holds a control character or another that nobody sees"
_BREAK = "holds a line break"
_LINES = "\r\n\t"
_ENDS = "begins or ends with a space or line break"
_ADDRESS = re.compile(
    r"(mongodb(\+srv)?|rediss?|postgres(ql)?|mysql|amqps?|smtps?|https?|cloudinary)://"
    # The same without its beginning: who is asked for a password copies it up to the host.
    r"|\S+@[\w.-]+\.mongodb\.net\b",
    re.IGNORECASE,
)
_NO_ADDRESS = re.compile(r"(PASSWORD|PASSWD|PASS|SECRET|TOKEN|KEY)$")
# Of settings these are for people or for a shell, to which a line break at an end is nothing.
_PROSE = re.compile(r"^acknowledge\.|\.description$")
_SHELL = re.compile(r"Command$")


@of_one_stack("R71", "R72", alongside=True)
def values_are_as_they_were_issued(stack: Stack) -> Iterator[Violation]:
    """No variable was damaged by a copy: no space at its ends, no character that nobody sees."""
    for variable in stack.given:
        block = is_block(variable.value)
        if not block and variable.value != variable.value.strip():
            why = "that comes from a copy, and fails"
            yield stack.about(variable, _ENDS, why, _without(variable), unless="valuesAsTheyAre")
        elif found := _hidden(variable, _LINES if block else ""):
            why, write = "no service issues one", "copy the value from its source again"
            yield stack.about(variable, _what(found), why, write, unless="valuesAsTheyAre")


def _hidden(variable: Variable, allowed: str) -> str:
    """The characters of a value that have no place in it, except `allowed` ones."""
    text = variable.value.strip()
    found = unseen(text, allowed)
    # Plain text of another script has its marks of direction, and the emoji of a flag its tags.
    people = not variable.secret and not text.translate(dict.fromkeys(map(ord, found))).isascii()
    return controls(text, allowed) if people else found


def _what(found: str) -> str:
    return _BREAK if set(found) <= {"\r", "\n"} else _UNSEEN


def _without(variable: Variable) -> str:
    if variable.outside:
        return "set it again without"
    return "write it without, a block after `|-`"


@of_one_stack(alongside=True)
def settings_hold_nothing_that_nobody_sees(stack: Stack) -> Iterator[Violation]:
    """No other text of a stack file has a character that nobody sees, or a space at its ends."""
    variables = {variable.key for variable in stack.given}
    for key, text in texts("", stack.settings.model_dump(by_alias=True)):
        if key in variables:
            continue
        why = "what reads it takes it for another text"
        prose, shell = bool(_PROSE.search(key)), bool(_SHELL.search(key))
        # People write in any script, with its marks of direction and its soft hyphens.
        look = controls if prose else unseen
        if found := look(text, _LINES if prose or shell else ""):
            yield stack.violation(key, _what(found), why, "write it by hand")
        elif not (prose or shell) and text != text.strip():
            yield stack.violation(key, _ENDS, why, "write it without")


@of_one_stack("R71", "R72", alongside=True)
def values_are_no_more_than_the_value(stack: Stack) -> Iterator[Violation]:
    """No secret is stored with its quotes or with its name, and none is an address that holds one."""
    for variable in stack.given:
        if (variable.secret or variable.outside) and (wrong := _more(variable)):
            yield stack.about(variable, *wrong, unless="valuesAsTheyAre")


def _more(variable: Variable) -> tuple[str, str, str] | None:
    name, text = variable.name, variable.value.strip()
    if is_wrapped(text):
        return "is wrapped in quotes", "they would be part of the value", "set it again without them"
    if re.match(rf"(export\s+)?\w*{re.escape(name)}\s*=", text):
        return "begins with its own name", "a whole line was copied", "set what stands after the ="
    if _NO_ADDRESS.search(name) and _ADDRESS.match(text):
        what, why = "is a whole address", "it would be taken for the one secret part of it, and fail"
        return what, why, "set that part alone"
    return None
