"""HTTPS in front of a sandbox: a certificate for each host, and bytes that go through as they are."""

import socket
import ssl
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509

from tests.browser import tls

HOST = "www.shop.example"


class Echo(BaseHTTPRequestHandler):
    """Says back which host was asked, and the body."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("X-Host", self.headers["Host"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is written to the terminal."""


@pytest.fixture
def plain() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def connected(port: int, host: str | None) -> ssl.SSLSocket:
    """What a visitor of `host` gets, before he has looked at the certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname=host)


def names(connection: ssl.SSLSocket) -> list[str]:
    shown = connection.getpeercert(binary_form=True)
    assert shown
    extensions = x509.load_der_x509_certificate(shown).extensions
    held = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return held.get_values_for_type(x509.DNSName)


def post(connection: ssl.SSLSocket, host: str, body: bytes) -> HTTPResponse:
    http = HTTPConnection(host)
    http.sock = connection
    http.request("POST", "/", body)
    return http.getresponse()


def test_each_host_has_a_certificate_of_its_own(plain: int) -> None:
    with tls.serving(plain) as listener:
        for host in (HOST, "api.shop.example", HOST):
            with connected(listener.port, host) as connection:
                assert names(connection) == [host]


def test_host_and_body_go_through_as_they_are(plain: int) -> None:
    body = bytes(range(256)) * 4096
    with tls.serving(plain) as listener, connected(listener.port, HOST) as connection:
        for _ in range(2):
            reply = post(connection, HOST, body)
            assert (reply.status, reply.headers["X-Host"], reply.read()) == (200, HOST, body)


def test_whoever_names_no_host_gets_no_certificate(plain: int) -> None:
    with tls.serving(plain) as listener, pytest.raises(ssl.SSLError):
        connected(listener.port, None)


def test_every_run_has_an_authority_of_its_own(plain: int) -> None:
    with tls.serving(plain) as one, tls.serving(plain) as other:
        assert one.authority != other.authority
        assert one.port != other.port


def test_where_nothing_listens_behind_it_the_connection_is_closed(plain: int) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with tls.serving(unused.getsockname()[1]) as listener, connected(listener.port, HOST) as connection:
            assert connection.recv(1) == b""


def test_with_the_block_its_connections_and_its_thread_end(plain: int) -> None:
    before = threading.active_count()
    with tls.serving(plain) as listener:
        connection = connected(listener.port, HOST)
        post(connection, HOST, b"x").read()
        during = threading.active_count()
    assert connection.recv(1) == b""
    connection.close()
    assert threading.active_count() < during
    assert threading.active_count() - before <= 1  # the server behind it may still wait for this connection
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", listener.port))
