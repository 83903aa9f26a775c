"""Lines for the person who waits. A dynamic provider's standard output becomes info lines of `pulumi up`."""

import sys


def note(line: str) -> None:
    """Print one line at once. It must not hold a secret."""
    # One write, because four CRUD calls run side by side in one process.
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
