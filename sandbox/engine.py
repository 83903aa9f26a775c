"""One run of `pulumi up` or `destroy`: a line for the person who waits, everything it says in a log."""

import time
from os.path import relpath

from sandbox.engine_output import Heard
from sandbox.home import SandboxError
from sandbox.session import Session
from sandbox.terminal import busy, say
from toolchain.process import tail

# More than these of what went wrong is for the log.
_MOST = 8


def work(session: Session, stack: str, command: str, done: str, *, verbose: bool = False) -> None:
    """Run `pulumi COMMAND` for a stack, `done` being what the stack then is.

    The log holds the last such run of the stack; with `verbose` the person sees all of it instead.
    Raises SandboxError with the lines that tell what went wrong and the place of the log.
    """
    words = (command, "--stack", stack, "--yes", "--skip-preview", "--suppress-outputs")
    began = time.monotonic()
    end = f"{stack}: {done} after"
    if verbose:
        say(f"{stack}: pulumi {command}")
        session.pulumi(*words)
        say(f"{end} {time.monotonic() - began:.0f} s\n")
        return
    heard = _logged(session, stack, command, words)
    remarks = f"; {heard.remarks} in {_log(session, stack, command)}" if heard.remarks else ""
    say(f"{end} {time.monotonic() - began:.0f} s, {heard.did}{remarks}")


def _logged(session: Session, stack: str, command: str, words: tuple[str, ...]) -> Heard:
    heard = Heard()
    file = session.home.logs / f"{command}-{stack}.log"
    with file.open("w", encoding="utf-8", buffering=1) as log:

        def hear(line: str) -> None:
            log.write(line)
            heard.hear(line)

        with busy(stack, f"pulumi {command}", lambda: heard.waits_for):
            code = session.follow(*words, hear=hear)
    if code:
        told = heard.errors or tail("\n".join(heard.lines))
        more = [f"and {len(told) - _MOST} more"] if len(told) > _MOST else []
        title = f"{stack}: `pulumi {command}` ended with exit code {code}; all of it is in"
        raise SandboxError("\n  ".join([f"{title} {_log(session, stack, command)}", *told[:_MOST], *more]))
    return heard


def _log(session: Session, stack: str, command: str) -> str:
    """The log's path as a person in the checkout writes it."""
    return relpath(session.home.logs / f"{command}-{stack}.log", session.home.source)
