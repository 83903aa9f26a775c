"""Commands that end with this process, however it ends."""

# The sandbox holds the shell's input open: whether it ends or is killed, the shell ends the command.
_GUARD = '"$@" & exec >&- 2>&-; read -r _; kill $!; wait $!'


def guarded(*command: str) -> tuple[str, ...]:
    """Return the words that start `command` so that it ends when its standard input, a pipe, is closed.

    The shell ends then, not before, with the command's exit code; what it writes ends with the command.
    """
    return ("sh", "-c", _GUARD, "sh", *command)
