"""Blobs in a bucket of S3 or a compatible service. Needs the extra ``s3``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from service.blobs.protocol import MARKER, Namespace, digest_of, marker_id, marker_text, path_of, verified
from service.errors import Damaged, Invalid, Unavailable

# The library would try ten times in three minutes: too long for a thread that others wait for.
_RETRIES: dict[str, Any] = {"max_retries": 2, "retry_timeout": timedelta(seconds=20)}


class S3Blobs:
    """Blobs in a bucket, under a prefix. See Blobs.

    The endpoint, region and keys come from the usual ``AWS_…`` variables. Raise Invalid if the extra is not
    installed.
    """

    marker_seconds = 10.0

    def __init__(self, bucket: str, prefix: str = "") -> None:
        try:
            import obstore  # noqa: PLC0415 - of an extra, and not cheap
            from obstore.store import S3Store  # noqa: PLC0415
        except ImportError:
            raise Invalid("s3:// needs the extra s3: pip install 'arena-service[s3]'") from None
        self._client: Any = obstore
        self.place = f"s3://{bucket}/{prefix}".rstrip("/")
        self._store = S3Store(bucket, prefix=prefix or None, retry_config=_RETRIES)  # type: ignore[arg-type]

    def put(self, namespace: Namespace, data: bytes) -> bytes:
        """See Blobs."""
        digest = digest_of(data)
        self._write(path_of(namespace, digest), data)
        return digest

    def get(self, namespace: Namespace, digest: bytes) -> bytes:
        """See Blobs."""
        try:
            with self._translated():
                data = bytes(self._client.get(self._store, path_of(namespace, digest)).bytes())
        except FileNotFoundError:
            raise Damaged(f"the bytes of {digest.hex()} are missing") from None
        return verified(digest, data)

    def delete(self, namespace: Namespace, digest: bytes) -> None:
        """See Blobs."""
        with self._translated():
            self._client.delete(self._store, path_of(namespace, digest))

    def marker(self) -> str | None:
        """See Blobs. A bucket that does not exist has none."""
        try:
            with self._translated():
                return marker_id(bytes(self._client.get(self._store, MARKER).bytes()))
        except FileNotFoundError:
            return None

    def mark(self, store_id: str) -> None:
        """See Blobs."""
        self._write(MARKER, marker_text(store_id))

    def free_bytes(self) -> int | None:
        """See Blobs."""
        return None

    def _write(self, name: str, data: bytes) -> None:
        try:
            with self._translated():
                self._client.put(self._store, name, data)
        except FileNotFoundError:
            raise Unavailable(f"the image store's bucket does not exist ({self.place})") from None

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except self._client.exceptions.BaseError as error:
            detail = f"the image store cannot be reached ({self.place}); try again shortly"
            raise Unavailable(detail) from error
