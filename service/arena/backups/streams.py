"""Backups written to what is no plain file: standard output, a pipe, a device. They are archives."""

from __future__ import annotations

from service.arena.backups.archives import END, member
from service.arena.backups.compression import compressing
from service.blobs.outputs import Output, close_through, open_through


class StreamWriter:
    """A backup that is sent as it is made. See Writer.

    What was sent cannot be taken back. An abandoned backup has no end, by which readers know it.
    """

    def __init__(self, place: str) -> None:
        """Raise Unavailable if the place cannot be opened. Wait for a pipe's reader."""
        self._file = open_through(place)
        self._output = Output(self._file, place)
        self._stream = compressing(self._output)

    def add(self, name: str, data: bytes) -> None:
        """See Writer."""
        self._stream.write(member(name, data))

    def finish(self) -> int:
        """See Writer."""
        self._stream.write(END)
        self._stream.close()
        self._output.flush()
        close_through(self._file)
        return self._output.size

    def abandon(self) -> None:
        """See Writer."""
        close_through(self._file)
