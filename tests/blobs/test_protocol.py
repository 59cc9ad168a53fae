"""What every blob store does, on each of them: a folder, and a server that speaks S3."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from service.blobs.protocol import (
    NAMESPACES,
    Blobs,
    Namespace,
    digest_of,
    marker_id,
    marker_text,
    path_of,
    verified,
)
from service.errors import Damaged


def test_what_was_put_is_got(blobs: Blobs) -> None:
    data = b"\x00" + bytes(range(256)) * 300
    digest = blobs.put("originals", data)
    assert digest == hashlib.sha256(data).digest()
    assert blobs.get("originals", digest) == data
    assert blobs.put("originals", data) == digest


def test_namespaces_are_apart(blobs: Blobs) -> None:
    digest = blobs.put("originals", b"private")
    with pytest.raises(Damaged, match="missing"):
        blobs.get("copies", digest)


def test_what_is_deleted_is_gone(blobs: Blobs) -> None:
    digest = blobs.put("copies", b"x")
    blobs.delete("copies", digest)
    blobs.delete("copies", digest)
    with pytest.raises(Damaged):
        blobs.get("copies", digest)


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_paths_are_spread(namespace: Namespace) -> None:
    path = Path(path_of(namespace, digest_of(b"")))
    assert path.parts[:2] == (namespace, "e3")
    assert len(path.name) == 64


def test_other_bytes_are_damage() -> None:
    assert verified(digest_of(b"a"), b"a") == b"a"
    with pytest.raises(Damaged, match="have changed"):
        verified(digest_of(b"a"), b"b")


def test_the_marker_is_written_and_read(blobs: Blobs) -> None:
    assert blobs.marker() is None
    blobs.mark("one-id")
    assert blobs.marker() == "one-id"


def test_a_file_that_is_no_marker() -> None:
    assert marker_id(marker_text("an-id")) == "an-id"
    assert marker_id(b"") == ""
    assert len(marker_id(b"\xff" * 1_000_000)) < 1_000
