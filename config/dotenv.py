"""Values of `.env.<stack>`: a file on one machine, ignored by Git, for whoever runs `pulumi` there.

It is read as python-dotenv reads it (quotes, `export`, comments after a space), without interpolation: a
password may hold `$`. No message here holds a value, nor a line, which may be one.
"""

import io
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from config.violations import SettingsError, Violation


def dotenv_file(stack: str) -> str:
    """The name of a stack's file of values, beside Pulumi.yaml."""
    return f".env.{stack}"


def read_dotenv(folder: Path, stack: str) -> dict[str, str]:
    """The values of a stack's `.env.<stack>`; empty when there is no such file.

    Raises SettingsError when others may read the file, or with every line that cannot be used.
    """
    name = dotenv_file(stack)
    try:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            if is_open_to_others(os.fstat(file.fileno()).st_mode):
                text = "can be read or changed by other users of this machine, and it holds secrets"
                raise SettingsError([Violation(name, "", f"{text}; run `chmod 600 {name}`")])
            values, violations = parse_dotenv(name, file.read())
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise SettingsError([Violation(name, "", "is not UTF-8 text; save it as such")]) from None
    except OSError as error:
        raise SettingsError(
            [Violation(name, "", f"cannot be read: {error.strerror}; correct that")]
        ) from None
    if violations:
        raise SettingsError(violations)
    return values


def is_open_to_others(mode: int) -> bool:
    """Whether a file's mode lets its group or others in; Windows keeps no such bits."""
    return os.name == "posix" and bool(stat.S_IMODE(mode) & 0o077)


def parse_dotenv(name: str, text: str) -> tuple[dict[str, str], list[Violation]]:
    """The values of a file's text, and a violation for each line that is none or gives a secret again.

    In `.env.prod` a secret may stand under the stack's name too: `PROD_KEY` is the same as `KEY`.
    """
    values: dict[str, str] = {}
    given: dict[str, tuple[str, int]] = {}
    violations = []
    own = f"{name.removeprefix(dotenv_file('')).upper()}_"
    for line, key, value in _assignments(text):
        place = f"{name}:{line}"
        if key is None or value is None:
            violations.append(
                Violation(place, "", "is not KEY=value; correct or remove the line, or close its quote")
            )
        elif (secret := key.removeprefix(own)) in given:
            before, first = given[secret]
            called = "" if before == key else f" as {before}"
            violations.append(
                Violation(place, key, f"stands in line {first} already{called}; keep one of the two")
            )
        else:
            values[key], given[secret] = value, (key, line)
    return values, violations


def every_value(text: str) -> dict[str, str]:
    """What has to be hidden: each value of a file's text, also of a key that stands twice or is none.

    Its name here is that of the variable behind the number of its line.
    """
    return {f"{line}_{key or ''}": value for line, key, value in _assignments(text) if value}


def _assignments(text: str) -> Iterator[tuple[int, str | None, str | None]]:
    """Line, key and value of everything but comments and empty lines; None for what is not there."""
    for binding in parse_stream(io.StringIO(text, newline="")):
        if binding.error or binding.key is not None:
            # A malformed line's key may be part of a secret: only the name of a variable is shown.
            named = binding.key is not None and re.fullmatch(r"[A-Z][A-Z0-9_]*", binding.key)
            yield _line(binding), binding.key if named else None, binding.value


def _line(binding: Binding) -> int:
    """The line of the assignment; python-dotenv counts empty lines before it as its own."""
    source = binding.original.string
    blank = source[: len(source) - len(source.lstrip())]
    return binding.original.line + len(re.findall(r"\r\n|\n|\r", blank))
