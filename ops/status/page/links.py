"""Where a site or an API opens in a browser: in a rehearsal on this machine, never on the real internet."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from config.vendors import is_local, is_rehearsal


def opened_in(environ: Mapping[str, str]) -> Callable[[str], str]:
    """What makes of an address the one that a link leads to, "" for one that nothing here answers.

    In a rehearsal `https://www.shop.example/x` is `http://www.shop.example.localhost:8700/x`: browsers take
    names under `localhost` for this machine (RFC 6761, 6.3), and the sandbox's edge is at SANDBOX_EDGE_URL.
    """
    if not is_rehearsal(environ):
        return lambda url: url
    edge = environ.get("SANDBOX_EDGE_URL", "")
    return lambda url: _on(edge, url) if is_local(edge) else ""


def _on(edge: str, url: str) -> str:
    here, there = urlsplit(edge), urlsplit(url)
    port = f":{here.port}" if here.port else ""
    return there._replace(scheme=here.scheme, netloc=f"{there.hostname}.localhost{port}").geturl()
