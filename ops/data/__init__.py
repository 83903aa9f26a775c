"""Data for staging, which is production's, sanitized, verified, swapped in whole; and seeds for development.

    python -m ops data mark staging      once: this database may be overwritten
    python -m ops data plan              what would happen; writes nothing
    python -m ops data refresh           backup, read, sanitize, verify, swap in while staging stands still
    python -m ops data recover           after one that was cut off
    python -m ops data seed --app DIR    development, by the application's own seed

What happens to which path is said by data/policy.yaml; what it does not name is never copied: the refresh is
refused. Addresses are those of the users that `database.refresh` makes, from the states of the two stacks, or
stand in DATA_SOURCE_URI and DATA_TARGET_URI or in files, never among the arguments. docs/data.md says more.

Exit code: 0 done, 2 refused before anything was written, 3 begun and failed, 4 something of the source would
have leaked, 130 stopped. After all but 0 the target is as it was, unless the message says otherwise.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from config.violations import SettingsError
from data.errors import DataError, Failed, NotLetIn, Refused
from data.target.names import RECOVER
from ops.commands import InputError, add_commands, run_command
from ops.data import mark, plan, policy, receipts, recover, refresh, seed, verify
from ops.data.addresses import no_address
from ops.data.rehearsed import comes_first
from toolchain.command import said, silence

_COMMANDS = {
    "plan": plan,
    "refresh": refresh,
    "verify": verify,
    "recover": recover,
    "mark": mark,
    "policy": policy,
    "receipts": receipts,
    "seed": seed,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of `data`."""
    add_commands(parser, _COMMANDS, "SUBCOMMAND")


def look_at(words: Sequence[str]) -> None:
    """Refuse arguments that nobody may see, before they are parsed. Raises InputError."""
    no_address(words)


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen subcommand; its number is the exit code."""
    try:
        return run_command(arguments, "SUBCOMMAND")
    except NotLetIn as error:
        raise Refused(f"{error}{comes_first(os.environ)}") from None
    except (DataError, InputError, SettingsError, BrokenPipeError):
        raise
    except OSError as error:
        # Not in the frame's own way, whose number says that nothing was begun. It names a file or a stream.
        silence(sys.stdout)
        raise Failed(said(error)) from None
    except Exception as error:
        # The text of an exception may hold a value of a document, and so may the ones before it.
        raise Failed(_unforeseen(error)) from None


def _unforeseen(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return (
        f"{type(error).__name__} at {place}, which was not foreseen (its text is not shown: it may hold "
        f"somebody's data). {RECOVER} says what the target is and makes it whole"
    )
