"""Shelves: files under names, in a folder or an S3 bucket. Backups are kept on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from service.blobs.files import translated, write_file
from service.errors import Damaged, Invalid, Unavailable


class Shelf(Protocol):
    """Files under names with slashes. The methods block, and raise Unavailable if the place is away."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file, whole or not at all. Raise StorageFull if there is no room."""

    def read(self, name: str, most: int) -> bytes:
        """Return a file. Raise Damaged if it is missing, or has more bytes than ``most``."""

    def names(self) -> Iterator[str]:
        """Yield the names of all files, in any order."""

    def remove(self, name: str) -> None:
        """Remove a file, if it exists."""


class FolderShelf:
    """Files in a folder. See Shelf."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, data: bytes) -> None:
        """See Shelf."""
        with translated(str(self._folder)):
            write_file(self._folder / name, data, self._folder)

    def read(self, name: str, most: int) -> bytes:
        """See Shelf."""
        try:
            with translated(str(self._folder)), (self._folder / name).open("rb") as file:
                return _bounded(name, file.read(most + 1), most)
        except FileNotFoundError:
            raise Damaged(f"{name} is missing") from None

    def names(self) -> Iterator[str]:
        """See Shelf."""
        with translated(str(self._folder)):
            for path in self._folder.rglob("*"):
                if path.is_file():
                    yield path.relative_to(self._folder).as_posix()

    def remove(self, name: str) -> None:
        """See Shelf."""
        with translated(str(self._folder)):
            (self._folder / name).unlink(missing_ok=True)


class S3Shelf:
    """Files in a bucket, under a prefix. See Shelf. Needs the extra ``s3``; keys are as for S3Blobs."""

    def __init__(self, bucket: str, prefix: str) -> None:
        try:
            import obstore  # noqa: PLC0415 - of an extra, and not cheap
            from obstore.store import S3Store  # noqa: PLC0415
        except ImportError:
            raise Invalid("s3:// needs the extra s3: pip install 'arena-service[s3]'") from None
        self._client: Any = obstore
        self._place = f"s3://{bucket}/{prefix}"
        self._store = S3Store(bucket, prefix=prefix or None)

    def write(self, name: str, data: bytes) -> None:
        """See Shelf."""
        with self._translated(Unavailable(f"{self._place}: there is no such bucket")):
            self._client.put(self._store, name, data)

    def read(self, name: str, most: int) -> bytes:
        """See Shelf."""
        with self._translated(Damaged(f"{name} is missing")):
            found = self._client.get(self._store, name)
            if found.meta["size"] > most:
                raise Damaged(f"{name} is larger than {most} bytes")
            return bytes(found.bytes())

    def names(self) -> Iterator[str]:
        """See Shelf."""
        with self._translated(Unavailable(f"{self._place}: there is no such bucket")):
            for page in self._client.list(self._store):
                yield from (one["path"] for one in page)

    def remove(self, name: str) -> None:
        """See Shelf."""
        with self._translated(Unavailable(f"{self._place}: there is no such bucket")):
            self._client.delete(self._store, name)

    @contextmanager
    def _translated(self, not_found: Exception) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise not_found from None
        except self._client.exceptions.BaseError as error:
            raise Unavailable(f"{self._place} cannot be reached; try again shortly") from error


def _bounded(name: str, data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise Damaged(f"{name} is larger than {most} bytes")
    return data


def open_shelf(url: str) -> Shelf:
    """Return the shelf at ``s3://bucket/prefix``, or in a folder. Raise Invalid for other URLs."""
    parts = urlsplit(url)
    if parts.scheme == "s3" and parts.netloc:
        return S3Shelf(parts.netloc, parts.path.strip("/"))
    if parts.scheme not in {"", "file"} or not parts.path:
        raise Invalid(f"{url!r} is neither a folder nor s3://bucket/prefix")
    return FolderShelf(Path(parts.path))
