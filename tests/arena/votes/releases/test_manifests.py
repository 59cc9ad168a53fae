"""The manifest: the same bytes for the same release, and a name that its bytes give."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from service.arena.votes.releases.manifests import FILE, Header, ReleaseManifest
from service.errors import Damaged, Invalid
from service.rating.params import Params
from tests.support.votes.releases import manifest_of


def test_what_is_written_is_read(released: Path) -> None:
    data = (released / FILE).read_bytes()
    manifest = ReleaseManifest.decode(data)
    assert manifest.encode() == data
    assert manifest.fingerprint == hashlib.sha256(data).hexdigest()
    assert manifest.name.endswith(f"-{manifest.header.position}-{manifest.fingerprint[:8]}")
    assert manifest.bytes == sum((released / name).stat().st_size for name in manifest.files)
    assert replace(manifest, counted=0).name != manifest.name


def test_the_parameters_are_those_of_the_arena(released: Path) -> None:
    header = manifest_of(released).header
    assert header.params == Params()
    arena = header.to_arena()
    assert Header.of(replace(arena, last_position=9), header.position, header.as_of) == header
    with pytest.raises(Invalid, match="rating parameters"):
        replace(header, parameters={**header.parameters, "beta": -1.0}).to_arena()


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"version": 1, "header": {}, "files": {}}'])
def test_what_is_no_manifest(data: bytes) -> None:
    with pytest.raises((Damaged, Invalid)):
        ReleaseManifest.decode(data)
