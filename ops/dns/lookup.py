"""What DNS answers for a name now."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

import dns.exception
import dns.name
import dns.resolver

from ops.accounts import AccountError

_SECONDS = 5.0


@dataclass(frozen=True)
class Answer:
    """What stands under a name. `same_place`: it leads to the addresses that the wanted target has.

    `caa`: the issuers that may sign for it, None when nothing limits them. `failed`: why nothing is known.
    """

    cname: str | None = None
    a: tuple[str, ...] = ()
    aaaa: tuple[str, ...] = ()
    txt: tuple[str, ...] = ()
    caa: tuple[str, ...] | None = None
    same_place: bool = False
    failed: str | None = None


def _of_the_system() -> dns.resolver.Resolver:
    try:
        return dns.resolver.Resolver()
    except dns.resolver.NoResolverConfiguration:
        raise AccountError("DNS: this machine names no resolver; name one: --resolver 192.0.2.1") from None


class Resolver:
    """Asks one name server, or those of the system."""

    def __init__(self, resolver: dns.resolver.Resolver) -> None:
        resolver.lifetime = _SECONDS
        self._resolver = resolver

    @classmethod
    def of(cls, named: str | None, only_here: bool) -> "Resolver":
        """The server at HOST[:PORT]. Raises AccountError when it is none, or elsewhere if it must be here."""
        if named is None:
            return cls(_of_the_system())
        host, _, port = named.partition(":")
        resolver = dns.resolver.Resolver(configure=False)
        try:
            resolver.nameservers = [str(ipaddress.ip_address(host))]
            resolver.port = int(port or 53)
        except ValueError:
            raise AccountError(
                f"--resolver {named}: write an address and perhaps a port, 192.0.2.1:53"
            ) from None
        if only_here and not ipaddress.ip_address(host).is_loopback:
            raise AccountError(f"--resolver {named}: a rehearsal only asks this machine; name 127.0.0.1:PORT")
        return cls(resolver)

    def ask(self, name: str, target: str | None) -> Answer:
        """Everything about one name, held against the target that it should lead to."""
        try:
            addresses = self._texts(name, "A")
            return Answer(
                cname=next(iter(self._texts(name, "CNAME")), None),
                a=addresses,
                aaaa=self._texts(name, "AAAA"),
                txt=tuple(text.strip('"') for text in self._texts(name, "TXT")),
                caa=self._issuers(name),
                same_place=bool(addresses) and set(addresses) == set(self._addresses(target)),
            )
        except (dns.exception.DNSException, OSError) as error:
            return Answer(failed=type(error).__name__)

    def _addresses(self, target: str | None) -> Iterable[str]:
        if target is None:
            return ()
        return self._texts(target, "A") if not target[-1].isdigit() else (target,)

    def _texts(self, name: str, kind: str) -> tuple[str, ...]:
        try:
            found = self._resolver.resolve(name, kind, search=False)
        except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
            return ()
        return tuple(sorted(record.to_text().rstrip(".").lower() for record in found))

    def _issuers(self, name: str) -> tuple[str, ...] | None:
        # The nearest set of CAA records on the way up counts (RFC 8659, section 3).
        place = dns.name.from_text(name)
        while len(place) > 2:
            if records := self._texts(place.to_text(omit_final_dot=True), "CAA"):
                tagged = [record.split(" ", 2) for record in records]
                return tuple(
                    value.strip('"').split(";")[0].strip() for _, tag, value in tagged if tag == "issue"
                )
            place = place.parent()
        return None
