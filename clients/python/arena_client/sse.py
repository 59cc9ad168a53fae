"""Server-Sent Events, parsed as the HTML standard says, as far as one arena's events need it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from arena_client.decoding import decode
from arena_client.shapes import Event


@dataclass(slots=True)
class Stream:
    """What is known of a stream: the last id, with which it is resumed, and the lines of the next event."""

    last_id: str = ""
    pause: float = 0.5
    _data: str = ""
    _kind: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request that resumes the stream."""
        accept = {"Accept": "text/event-stream"}
        return {**accept, "Last-Event-ID": self.last_id} if self.last_id else accept

    def line(self, line: str) -> Event | None:
        """Take a line; return the event that it ends, if any."""
        if not line:
            return self._end()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data += f"{value}\n"
        elif name == "event":
            self._kind = value
        elif name == "id" and "\0" not in value:
            self.last_id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.pause = int(value) / 1000
        return None

    def reset(self) -> None:
        """Forget the lines of an event that the connection cut off."""
        self._data = self._kind = ""

    def _end(self) -> Event | None:
        data, kind = self._data, self._kind
        self.reset()
        if not data or kind != "revision":
            return None
        return decode(Event, {**json.loads(data), "id": self.last_id})
