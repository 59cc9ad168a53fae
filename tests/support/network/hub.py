"""A server that speaks as much of the Hugging Face Hub's API as an upload needs."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import huggingface_hub
import pytest


class HubServer(ThreadingHTTPServer):
    """A dataset: its files, and the summaries of its commits. It refuses commits if told so."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {"data/old.parquet": b"old", "LICENSE": b"theirs"}
        self.commits: list[str] = []
        self.refuses = False

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, path: str, body: bytes) -> Any:
        """Return what the Hub's API answers."""
        path = path.partition("?")[0]
        if path == "/api/repos/create":
            return {"url": f"{self.base}/datasets/owner/name"}
        if path == "/api/datasets/owner/name/preupload/main":
            names = [file["path"] for file in json.loads(body)["files"]]
            return {"files": [{"path": n, "uploadMode": "regular", "shouldIgnore": False} for n in names]}
        if path == "/api/datasets/owner/name/tree/main":
            return [{"type": "file", "path": n, "size": len(d), "oid": "0"} for n, d in self.files.items()]
        if path == "/api/datasets/owner/name/commit/main":
            self._commit([json.loads(line) for line in body.splitlines()])
            return {"commitOid": "1", "commitUrl": f"{self.base}/datasets/owner/name/commit/1"}
        return {"id": "owner/name", "sha": str(len(self.commits)), "siblings": []}

    def _commit(self, lines: list[dict[str, Any]]) -> None:
        for line in lines:
            value = line["value"]
            if line["key"] == "header":
                self.commits.append(value["summary"])
            elif line["key"] == "file":
                self.files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "deletedFile":
                del self.files[value["path"]]


class _Handler(BaseHTTPRequestHandler):
    server: HubServer

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        refused = self.server.refuses and "/commit/" in self.path
        data = json.dumps({"error": "no room"} if refused else self.server.answer(self.path, body)).encode()
        self.send_response(403 if refused else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = _answer  # noqa: N815 - the base class's names


@contextmanager
def hub_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """Yield a server, which the official client asks in place of the Hub."""
    with HubServer() as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        api = huggingface_hub.HfApi
        monkeypatch.setattr(huggingface_hub, "HfApi", lambda: api(endpoint=server.base, token="t"))  # noqa: S106
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
        yield server
        server.shutdown()
