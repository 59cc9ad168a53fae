"""Small web sites on this machine that count their connections."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Handle = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class Site:
    """A running site: its port, how many connections it had, and the hosts that were asked for."""

    port: int
    connections: int = 0
    hosts: list[str | None] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)


@contextmanager
def site(pages: dict[str, Handle], context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve pages by their paths on a free port of 127.0.0.1, with TLS where a context is given."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def verify_request(self, *_: Any) -> bool:
            running.connections += 1
            return True

        def handle_error(self, *_: Any) -> None:
            """Ignore errors: some tests are about clients that break off."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            running.hosts.append(self.headers["Host"])
            self.close_connection = True
            pages[self.path](self)

        def log_message(self, *_: Any) -> None:
            """Log nothing, because output of tests is for failures."""

    server = Server(("127.0.0.1", 0), Handler)
    running = Site(server.server_address[1])
    if context:
        context.sni_callback = lambda _socket, name, _context: running.names.append(name)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page(body: bytes = b"", status: int = 200, **headers: str) -> Handle:
    """Return a page with this body, its length announced unless a header says otherwise."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        told = {"content_length": str(len(body)), **headers}
        for name, value in told.items():
            if value:
                request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return handle


def certified(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the TLS contexts of a server of this name, and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / f"{name}.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=str(pem))
