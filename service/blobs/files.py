"""Files that are written as a whole or not at all, even if the power is cut."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from service.errors import StorageFull, Unavailable

FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the system says if a disk or a quota is full."""


def write_file(path: Path, data: bytes, root: Path) -> None:
    """Write a file that only its owner can read, somewhere below a root; folders are created for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
    # The file is an entry of its folder, and that folder of its parent: all must reach the disk, up to the
    # entry of the root itself, because this process or one that was killed may have made any of them.
    for folder in path.parents:
        sync_folder(folder)
        if folder == root.parent:
            break


def sync_folder(folder: Path) -> None:
    """Wait until the entries of a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raise StorageFull or Unavailable, with the name of the place, for what the system says of a file.

    A file that does not exist is left to the caller. The new errors have no cause: one with a cause, inside
    of a read, would pass for an outage of the database.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull(f"the disk is full: {place}") from None
        raise Unavailable(f"{place} cannot be read or written: {error.strerror}") from None
