"""Backups as one file: a tar archive, compressed with Zstandard.

The archive is read header by header, and only the plain headers that this program writes are accepted:
`tarfile` would follow extended ones, whose size a hostile file can choose.
"""

from __future__ import annotations

import fcntl
import os
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from service.arena.backups.compression import ZstdError, ZstdFile, compressing
from service.arena.backups.members import check_member
from service.blobs.files import sync_folder, translated
from service.errors import Conflict, Damaged, Invalid

SUFFIX = ".tar.zst"
_BLOCK = tarfile.BLOCKSIZE
END = bytes(2 * _BLOCK)
"""What an archive ends with."""


def member(name: str, data: bytes) -> bytes:
    """Return a member as an archive has it: its header, its content, and zeros up to a whole block."""
    header = tarfile.TarInfo(name)
    header.size, header.mode = len(data), 0o600
    return b"".join((header.tobuf(tarfile.USTAR_FORMAT), data, bytes(-len(data) % _BLOCK)))


def part_of(path: Path) -> Path:
    """Return where a backup is written until it is whole."""
    return path.with_name(f".{path.name}.part")


class ArchiveWriter:
    """A backup in a file that only its owner can read. See Writer.

    Until `finish` it has another name, under which a killed backup stays behind. The next one of the same
    name writes over it.
    """

    def __init__(self, path: Path) -> None:
        """Raise Conflict if the file exists, or another process is writing it."""
        if path.exists():
            raise Conflict(f"{path} exists already")
        self._path, self._part = path, part_of(path)
        with translated(str(self._path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = _locked(self._part)
            self._stream = compressing(self._file)

    def add(self, name: str, data: bytes) -> None:
        """See Writer."""
        with translated(str(self._path)):
            self._stream.write(member(name, data))

    def finish(self) -> int:
        """See Writer."""
        with translated(str(self._path)):
            self._stream.write(END)
            self._stream.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            size = self._file.tell()
            self._part.rename(self._path)
            self._file.close()
            sync_folder(self._path.parent)
        return size

    def abandon(self) -> None:
        """See Writer."""
        self._part.unlink(missing_ok=True)
        with suppress(OSError):  # what is buffered may not fit on the disk, which is why it is abandoned
            self._file.close()


def _locked(path: Path) -> BinaryIO:
    """Open a file for writing that no other process writes. The lock ends with the process."""
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "wb")
    if not lock(file):
        file.close()
        raise Conflict(f"another process is writing {path}")
    file.truncate()
    return file


def lock(file: BinaryIO) -> bool:
    """Return whether this process has the lock of an open file now."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class ArchiveSource:
    """A backup in a file. See Source."""

    def __init__(self, path: Path) -> None:
        """Raise Invalid if there is no such file."""
        if not path.is_file():
            raise Invalid(f"there is no backup at {path}")
        self._path = path

    def members(self) -> Iterator[tuple[str, bytes]]:
        """See Source."""
        last = "its beginning"
        try:
            with ZstdFile(self._path) as stream:
                while header := _header(stream):
                    last = header.name
                    yield header.name, _content(stream, header.size)
        except EOFError:
            raise Damaged(f"the archive ends in the middle, at {last}") from None
        except (ZstdError, tarfile.HeaderError, UnicodeDecodeError) as error:
            raise Damaged(f"the archive is damaged at or after {last}: {error}") from None


def _header(stream: BinaryIO | ZstdFile) -> tarfile.TarInfo | None:
    """Return the next member's header, None at the archive's end."""
    block = _exactly(stream, _BLOCK)
    if not any(block):
        return None
    header = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    if header.type != tarfile.REGTYPE:
        raise Damaged(f"the archive has a member that is not a file: {header.name[:100]!r}")
    check_member(header.name, header.size)
    return header


def _content(stream: BinaryIO | ZstdFile, size: int) -> bytes:
    data = _exactly(stream, size)
    _exactly(stream, -size % _BLOCK)
    return data


def _exactly(stream: BinaryIO | ZstdFile, size: int) -> bytes:
    """Return this many bytes. Raise EOFError if there are fewer: a size in a header takes no memory."""
    parts = []
    while size:
        part = stream.read(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
