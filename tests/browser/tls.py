"""HTTPS in front of a sandbox: for each host a certificate of an authority that is made for the occasion.

Bytes go through as they are, so the edge answers as it does over HTTP.
"""

import asyncio
import base64
import hashlib
import ssl
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CHUNK = 65536


@dataclass(frozen=True)
class Listener:
    """Where HTTPS is answered on 127.0.0.1, and what tells its authority: a hash as Chromium wants it.

    `authority` is the base64 of the SHA-256 of its public key (SubjectPublicKeyInfo), as in RFC 7469.
    """

    port: int
    authority: str


@contextmanager
def serving(plain_port: int) -> Iterator[Listener]:
    """Answer HTTPS for any host in a thread, with what the HTTP server on `plain_port` says."""
    # A server sends its chain without the root; an authority below the root is sent, and so can be told.
    authority = trustme.CA().create_child_ca()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(_listen(authority, plain_port), loop).result()
    try:
        yield Listener(listening.sockets[0].getsockname()[1], _told(authority))
    finally:
        asyncio.run_coroutine_threadsafe(_close(listening), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _listen(authority: trustme.CA, plain_port: int) -> asyncio.Server:
    @cache
    def of_host(host: str) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(host).configure_cert(context)
        return context

    def choose(connection: ssl.SSLObject, host: str | None, _: ssl.SSLContext) -> None:
        # Without a name there is no certificate to show, and the handshake fails.
        if host:
            connection.context = of_host(host)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.sni_callback = choose
    answer = partial(_through, plain_port)
    # A browser that keeps a connection open is not asked for long to take part in its end.
    return await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context, ssl_shutdown_timeout=0.2)


async def _through(plain_port: int, client: StreamReader, to_client: StreamWriter) -> None:
    async with _closing(to_client):
        server, to_server = await asyncio.open_connection("127.0.0.1", plain_port)
        async with _closing(to_server):
            # Whichever side ends, the other has nobody to speak to.
            ways = [asyncio.create_task(way) for way in (_copy(client, to_server), _copy(server, to_client))]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()


@asynccontextmanager
async def _closing(writer: StreamWriter) -> AsyncIterator[None]:
    with suppress(OSError):
        try:
            yield
        finally:
            writer.close()
            await writer.wait_closed()


async def _copy(source: StreamReader, target: StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await source.read(_CHUNK):
            target.write(chunk)
            await target.drain()


async def _close(listening: asyncio.Server) -> None:
    listening.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _told(authority: trustme.CA) -> str:
    key = x509.load_pem_x509_certificate(authority.cert_pem.bytes()).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return base64.b64encode(digest).decode()
