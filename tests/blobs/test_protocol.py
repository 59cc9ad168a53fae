"""What every blob store does, on each of them: a folder, and a server that speaks S3."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from service.blobs.protocol import (
    FOLDERS,
    NAMESPACES,
    BlobEntry,
    Blobs,
    Namespace,
    digest_in,
    digest_of,
    marker_id,
    marker_text,
    path_of,
    verified,
)
from service.domain import clock
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


@pytest.mark.slow
def test_what_is_there_is_listed_with_its_size_and_age(blobs: Blobs) -> None:
    def entries(namespace: Namespace) -> dict[bytes, BlobEntry]:
        return {one.digest: one for folder in FOLDERS for one in blobs.list(namespace, folder)}

    assert entries("originals") == {}
    put = {blobs.put("originals", str(i).encode() * (i + 1)): i + 1 for i in range(9)}
    found = entries("originals")
    assert {digest: one.size for digest, one in found.items()} == put
    # S3 tells whole seconds.
    assert all(abs(one.put_at - clock.now()) < clock.DAY / 24 for one in found.values())
    assert entries("copies") == {}


def test_a_file_of_another_name_is_not_ours() -> None:
    name = digest_of(b"x").hex()
    assert digest_in(name, name[:2]) == digest_of(b"x")
    for other in (name.upper(), name[:-2], f"{name}00", f".new-{name}", "x"):
        assert digest_in(other, name[:2]) is None
    assert digest_in(name, "00") is None


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
