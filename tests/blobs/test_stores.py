"""The blob store behind an address."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.blobs.local import LocalBlobs
from service.blobs.s3 import S3Blobs
from service.blobs.stores import open_blobs
from service.errors import Invalid


def test_a_folder_by_its_path_or_its_address(tmp_path: Path) -> None:
    digest = open_blobs(str(tmp_path)).put("copies", b"x")
    assert open_blobs(f"file://{tmp_path}").get("copies", digest) == b"x"
    assert isinstance(open_blobs("data/blobs"), LocalBlobs)


def test_a_bucket(s3_environment: str) -> None:
    store = open_blobs(f"s3://{s3_environment}/a/b/")
    assert isinstance(store, S3Blobs)
    assert store.get("copies", store.put("copies", b"x")) == b"x"


@pytest.mark.parametrize("url", ["", "http://somewhere", "s3://", "gs://bucket"])
def test_other_addresses(url: str) -> None:
    with pytest.raises(Invalid, match=r"a folder or look like s3://"):
        open_blobs(url)
