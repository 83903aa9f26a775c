"""Whether every host has a certificate that browsers accept, now and in a week."""

import socket
import ssl
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from config.derived import api_host, site_hosts
from ops.doctor.check import Check

if TYPE_CHECKING:
    from ops.launch.conditions.world import World

_SECONDS = 10.0
# Vercel and Render renew a month before the end: in the last week something stands in their way.
_DAYS = 7
_DAY = 86_400


def end_of(host: str) -> float:
    """When the certificate of a host ends (epoch seconds). Raises OSError for one that is not valid."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, 443), timeout=_SECONDS) as connection,
        context.wrap_socket(connection, server_hostname=host) as secured,
    ):
        return float(ssl.cert_time_to_seconds(str((secured.getpeercert() or {})["notAfter"])))


def checks(stack: str, world: "World") -> Iterator[Check]:
    """One line for each host of an environment."""
    settings = world.stacks[stack]
    for host in (*site_hosts(settings), api_host(settings)):
        what = f"certificate of {host}"
        if world.is_rehearsal:
            yield Check("ok", stack, what, "nobody was asked in a rehearsal")
        else:
            yield judged(stack, host, world.certificate, world.now())


def judged(stack: str, host: str, end: Callable[[str], float], now: float) -> Check:
    """The certificate of a host, at `now` (epoch seconds) and in a week. `end`: see `end_of`."""
    what = f"certificate of {host}"
    do = f"look at the record (`python -m ops dns --stack {stack}`) and at the domain where it is deployed"
    try:
        left = end(host) - now
    except ssl.SSLCertVerificationError as error:
        return Check("FAIL", stack, what, f"is not valid ({error.verify_message})", do)
    except OSError as error:
        return Check("FAIL", stack, what, f"could not be looked at ({type(error).__name__})", do)
    days = int(left // _DAY)
    if left < _DAYS * _DAY:
        return Check("FAIL", stack, what, f"ends in {max(days, 0)} days, and nobody has renewed it", do)
    return Check("ok", stack, what, f"valid for {days} days")
