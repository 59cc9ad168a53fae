"""The blob store at a URL."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from service.blobs.local import LocalBlobs
from service.blobs.protocol import Blobs
from service.blobs.s3 import S3Blobs
from service.errors import Invalid


def open_blobs(url: str) -> Blobs:
    """Return the store at ``s3://bucket/prefix`` or in a folder.

    Raise Invalid for other URLs, and if the extra that S3 needs is not installed.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3" and parts.netloc:
        return S3Blobs(parts.netloc, parts.path.strip("/"))
    if parts.scheme == "file":
        return LocalBlobs(Path(parts.path))
    if parts.scheme or not url:
        raise Invalid("the image store must be a folder or look like s3://bucket/prefix")
    return LocalBlobs(Path(url))
