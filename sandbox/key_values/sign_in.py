"""What a client says before it has signed in: https://valkey.io/topics/protocol."""

from asyncio import StreamReader
from collections.abc import Sequence

# The limits that a Valkey server sets to one who has not signed in.
MAX_WORDS, MAX_BYTES = 10, 16384


class NoCommand(Exception):
    """What arrives is no command, or a larger one than may come before a sign-in."""


async def command(reader: StreamReader) -> tuple[list[bytes], bytes]:
    """Read one command; returns its words and the bytes that it came in.

    Raises NoCommand, and IncompleteReadError at the end of the connection.
    """
    line = await reader.readuntil(b"\r\n")
    if not line.startswith(b"*"):
        return line.split(), line
    words, raw = [], line
    for _ in range(_number(line, MAX_WORDS)):
        header = await reader.readuntil(b"\r\n")
        if not header.startswith(b"$"):
            raise NoCommand
        word = await reader.readexactly(_number(header, MAX_BYTES) + 2)
        words.append(word[:-2])
        raw += header + word
    return words, raw


def user(words: Sequence[bytes]) -> str | None:
    """Whom a command signs in, `AUTH [user] password` or `HELLO 3 AUTH user password`; None for any other."""
    match [word.upper() for word in words[:3]]:
        case [b"AUTH", _]:
            return "default"
        case [b"AUTH", _, _]:
            return words[1].decode(errors="replace")
        case [b"HELLO", _, b"AUTH"] if len(words) > 4:
            return words[3].decode(errors="replace")
    return None


def _number(line: bytes, most: int) -> int:
    digits = line[1:-2]
    if not digits.isdigit() or int(digits) > most:
        raise NoCommand
    return int(digits)
