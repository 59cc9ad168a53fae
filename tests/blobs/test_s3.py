"""Blobs in a bucket, against a server that speaks S3."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.blob_store import BlobStore
from service.blobs.protocol import MARKER
from service.blobs.s3 import S3Blobs
from service.db.engine import open_database
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


def test_its_place_and_room(s3_environment: str) -> None:
    assert S3Blobs(s3_environment).place == f"s3://{s3_environment}"
    assert S3Blobs(s3_environment, "a/b").place == f"s3://{s3_environment}/a/b"
    assert S3Blobs(s3_environment).free_bytes() is None


@pytest.mark.anyio
async def test_a_bucket_is_claimed_and_missed_like_a_folder(
    sqlite_url: str, tmp_path: Path, s3_environment: str
) -> None:
    blobs = S3Blobs(s3_environment, tmp_path.name)
    database = open_database(sqlite_url, 2)
    try:
        store = BlobStore(blobs, database)
        digest = await store.write("copies", b"bytes")
        assert await store.read("copies", digest) == b"bytes"
        blobs._client.delete(blobs._store, MARKER)
        with pytest.raises(Unavailable, match=rf"s3://{s3_environment}/{tmp_path.name} has no marker"):
            await store.check()
        with pytest.raises(Unavailable):  # however lately the marker was seen
            await store.read("copies", bytes(32))
        other = BlobStore(S3Blobs(s3_environment, "elsewhere"), database)
        with pytest.raises(Unavailable, match="has no marker"):
            await other.write("copies", b"bytes")
    finally:
        await database.close()
