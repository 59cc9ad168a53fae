"""Where people have something written: a plain file is replaced as a whole, all else is written through.

A link stays a link, a pipe a pipe and a device a device: only what they lead to gets the content.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO, Protocol

from service.blobs.files import translated
from service.errors import Conflict, Unavailable

STANDARD_OUTPUT = "-"
_MOST_LINKS = 40  # as many as Linux follows


class Target(Protocol):
    """What can be written to: an open file, or an Output."""

    def write(self, data: bytes, /) -> int:
        """Write all of it."""


class Output:
    """A stream whose errors name the place that it writes to. Raises Unavailable and StorageFull."""

    def __init__(self, stream: BinaryIO, place: str) -> None:
        self._stream = stream
        self._place = "standard output" if place == STANDARD_OUTPUT else place
        self.size = 0

    def write(self, data: bytes, /) -> int:
        """Write all of it."""
        with translated(self._place):
            self._stream.write(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Hand over what is buffered."""
        with translated(self._place):
            self._stream.flush()

    def close(self) -> None:
        """Hand over what is buffered. The caller that opened the stream closes it."""
        self.flush()


@contextmanager
def open_output(place: str) -> Iterator[Output]:
    """Yield the stream for a place that somebody named: ``-`` for standard output, otherwise a path.

    A plain file appears once it is complete; an existing one stays until then and keeps its mode. Raise
    Unavailable, StorageFull or FileNotFoundError, and BrokenPipeError if standard output was closed. Then no
    draft is left.
    """
    path = plain_file(place)
    if path is not None:
        with _replaced(path, place) as output:
            yield output
        return
    stream = open_through(place)
    output = Output(stream, place)
    try:
        yield output
        output.flush()
    except Unavailable as error:
        if stream is sys.stdout.buffer and isinstance(error.__context__, BrokenPipeError):
            raise error.__context__ from None  # as `| head` does, which is nobody's mistake
        raise
    finally:
        close_through(stream)


@contextmanager
def open_folder(place: str) -> Iterator[Path]:
    """Yield an empty folder to fill, which gets its name once it is complete. A link's target gets the files.

    Raise Conflict unless the place is free or an empty folder, and as `open_output`. Then no draft is left.
    """
    path = Path(os.path.realpath(place))
    if place == STANDARD_OUTPUT or (path.exists() and not _is_empty(path)):
        raise Conflict(f"{place} is not a new or empty folder")
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    draft = path.with_name(f".arena-{secrets.token_hex(6)}.part")
    with translated(place):
        try:
            draft.mkdir()
            yield draft
            if path.exists():
                draft.chmod(stat.S_IMODE(path.stat().st_mode))
            draft.rename(path)
        finally:
            rmtree(draft, ignore_errors=True)


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def plain_file(place: str) -> Path | None:
    """Return the plain file that a place names, its links followed; None for what is written through.

    The file need not exist. Raise Unavailable if it cannot be looked at.
    """
    path = Path(place)
    with translated(place):
        if place == STANDARD_OUTPUT or _descriptor(path) is not None:
            return None
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            mode = stat.S_IFREG
        return Path(os.path.realpath(path)) if stat.S_ISREG(mode) else None


def open_through(place: str) -> BinaryIO:
    """Open what is no plain file for writing; wait for a pipe's reader. Nothing is created or emptied.

    Raise Unavailable. Close it with `close_through`.
    """
    if is_standard_output(place):
        return sys.stdout.buffer
    number = _descriptor(Path(place))
    with translated(place):
        if number is None:
            return os.fdopen(os.open(place, os.O_WRONLY | os.O_NOCTTY), "wb")
        return os.fdopen(os.dup(number), "wb")


def is_standard_output(place: str) -> bool:
    """Return whether a place is the program's standard output, by any of its names."""
    return place == STANDARD_OUTPUT or _descriptor(Path(place)) == 1


def close_through(stream: BinaryIO) -> None:
    """Close a stream of `open_through`, unless it is the program's standard output.

    What it still had buffered was flushed, or could not be.
    """
    if stream is not sys.stdout.buffer:
        with suppress(OSError):
            stream.close()


def _descriptor(path: Path) -> int | None:
    """Return the open descriptor that a path such as /dev/stdout or /dev/fd/3 stands for, or None.

    Opening it by its path would empty a plain file behind it, and rename would replace the device.
    """
    descriptors = {Path(os.path.realpath(name)) for name in ("/dev/fd", "/proc/self/fd")}
    for _ in range(_MOST_LINKS):
        folder = Path(os.path.realpath(path.parent))
        if folder in descriptors and path.name.isdecimal():
            return int(path.name)
        if not path.is_symlink():
            return None
        path = folder / path.readlink()
    return None


@contextmanager
def _replaced(path: Path, place: str) -> Iterator[Output]:
    """Yield a stream to a draft, which replaces the file if nothing fails."""
    old = _writable(path)
    draft = path.with_name(f".arena-{secrets.token_hex(6)}.part")
    try:
        with translated(place):
            file = os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb")
        try:
            output = Output(file, place)
            yield output
            output.flush()
            with translated(place):
                _like(file.fileno(), old)
                os.fsync(file.fileno())
                draft.replace(path)
        finally:
            with suppress(OSError):  # what is buffered may not fit on the disk
                file.close()
    finally:
        draft.unlink(missing_ok=True)


def _writable(path: Path) -> os.stat_result | None:
    """Return the state of a file that may be replaced, or None.

    Raise FileNotFoundError if its folder is missing, and Unavailable if it is read-only.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    if not path.exists():
        return None
    if not os.access(path, os.W_OK):
        raise Unavailable(f"{path} is read-only")
    return path.stat()


def _like(number: int, old: os.stat_result | None) -> None:
    """Give an open file the owner and the mode of the one that it replaces."""
    if old is None:
        return
    with suppress(PermissionError):  # only root may give files away
        os.fchown(number, old.st_uid, old.st_gid)
    os.fchmod(number, stat.S_IMODE(old.st_mode) & 0o777)
