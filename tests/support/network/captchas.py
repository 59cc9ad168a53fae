"""A server on this machine that verifies CAPTCHAs as Turnstile and hCaptcha do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

SECRET, TOKEN = "the-secret", "a-token"


@contextmanager
def verifying(status: int = 200, body: bytes | None = None) -> Iterator[str]:
    """Yield the URL of a server that takes the token once, or always answers with this status and body."""
    tokens = {TOKEN}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            token = sent["response"][0]
            success = sent["secret"] == [SECRET] and token in tokens
            tokens.discard(token if success else "")
            answer = json.dumps({"success": success}).encode() if body is None else body
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Log nothing, because output of tests is for failures."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/siteverify"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
