"""Files on this machine that a reader may open as often as it likes, and temporary copies of what is not one.

A pipe can be read only once, and a compressed file only from its start; both are copied to the temporary
folder. A copy is deleted as soon as nothing refers to it.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from service.errors import Malformed


class Readable(Protocol):
    """Anything that gives bytes until there are none."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, none at the end."""


class Spool:
    """A temporary file, deleted when this object goes."""

    def __init__(self) -> None:
        handle, name = tempfile.mkstemp(prefix="arena-import-")
        os.close(handle)
        self.path = Path(name)
        weakref.finalize(self, self.path.unlink, missing_ok=True)


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A plain file, what it is called, and what was assumed to get at it.

    ``name`` shows the format, also where ``path`` is that of a copy. ``damaged`` is whether parts of it are
    not UTF-8, though most of it is.
    """

    path: Path
    name: str
    notes: tuple[str, ...] = ()
    damaged: bool = False
    spool: Spool | None = None

    @property
    def suffix(self) -> str:
        """Return the ending of the name, such as ``.csv``."""
        return Path(self.name).suffix.lower()


def spooled(pieces: Iterable[bytes], name: str, notes: tuple[str, ...], *, at_most: int) -> LocalFile:
    """Return a temporary file with the content. Raise Malformed for more bytes than ``at_most``."""
    spool, size = Spool(), 0
    with spool.path.open("wb") as target:
        for piece in pieces:
            size += len(piece)
            if size > at_most:
                raise Malformed(f"the file has more than {at_most:,} bytes inside; nothing was imported")
            target.write(piece)
    return LocalFile(spool.path, name, notes, spool=spool)


def pieces_of(file: Readable, size: int = 1 << 20) -> Iterator[bytes]:
    """Yield what can be read, until its end."""
    while piece := file.read(size):
        yield piece
