"""A line to a server that can go dead: still open, and nothing comes through any more."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self


class Line:
    """Forwards its own port of 127.0.0.1 to another one, until it is cut."""

    def __init__(self, port: int) -> None:
        self._server_port = port
        self._dead = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = [self._listener]
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def url(self, url: str) -> str:
        """Return a URL of the server over this line."""
        return url.replace(f":{self._server_port}/", f":{self.port}/")

    def cut(self) -> None:
        """Swallow everything from now on, in both directions and on new connections too."""
        self._dead.set()

    def close(self) -> None:
        """Close every connection."""
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _start(self, work: Callable[..., None], *ends: socket.socket) -> None:
        threading.Thread(target=work, args=ends, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                ours, _ = self._listener.accept()
                theirs = socket.create_connection(("127.0.0.1", self._server_port))
                self._ends += (ours, theirs)
                self._start(self._forward, ours, theirs)
                self._start(self._forward, theirs, ours)

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if not self._dead.is_set():
                    target.sendall(data)
