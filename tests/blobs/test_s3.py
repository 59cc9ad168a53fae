"""Blobs in a bucket, against a server that speaks S3."""

from __future__ import annotations

import pytest

from service.blobs.s3 import S3Blobs
from service.errors import Unavailable


def test_two_prefixes_are_two_stores(s3_environment: str) -> None:
    one, other = S3Blobs(s3_environment, "one"), S3Blobs(s3_environment, "other")
    digest = one.put("copies", b"bytes")
    assert other.put("copies", b"bytes") == digest
    one.delete("copies", digest)
    assert other.get("copies", digest) == b"bytes"


def test_a_bucket_that_is_not_there(s3_environment: str) -> None:
    with pytest.raises(Unavailable, match="bucket"):
        S3Blobs(f"no-{s3_environment}").put("copies", b"bytes")
