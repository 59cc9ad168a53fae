"""The manifest: every member is in it, and nothing is read of a backup that does not match it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

import pytest

from service.arena.backups.manifests import (
    ArenaManifest,
    Manifest,
    TableManifest,
    checked,
    decode,
    members_of,
)
from service.arena.backups.members import MANIFEST, SECRET, blob_name, part_name
from service.errors import Damaged, Invalid

PART, BLOB, KEY = b'{"id":[1]}', b"picture", b"encrypted"


class Members:
    """A backup in memory."""

    def __init__(self, *members: tuple[str, bytes]) -> None:
        self.all = list(members)

    def members(self) -> Iterable[tuple[str, bytes]]:
        return iter(self.all)


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


MADE = Manifest(
    program="1.0",
    schema_revision="0001",
    database="sqlite",
    made_at="2026-11-26T00:00:00Z",
    arenas=[ArenaManifest(arena="a", end=3, rated=2), ArenaManifest(arena="b", end=4, rated=4)],
    tables={"things": TableManifest(columns={"id": "integer"}, rows=1, parts=[hash_of(PART)])},
    blobs={"copies": [hash_of(BLOB)]},
    missing={"copies": []},
    key=hash_of(KEY),
)
FILES = {SECRET: KEY, part_name("things", 1): PART, blob_name("copies", hash_of(BLOB)): BLOB}


def backup(**changes: bytes | None) -> Members:
    files = {**FILES, **changes, MANIFEST: MADE.encode()}
    return Members(*((name, data) for name, data in files.items() if data is not None))


def test_a_whole_backup() -> None:
    source = backup()
    manifest = checked(source)
    assert manifest == MADE
    assert (manifest.votes, manifest.blob_count) == (7, 1)
    assert list(manifest.hashes()) == list(FILES)
    assert dict(members_of(source, manifest)) == FILES
    assert b'"format": 1' in MADE.encode()


@pytest.mark.parametrize("name", FILES)
def test_a_member_that_is_changed_or_missing_is_named(name: str) -> None:
    for data, what in ((b"other", "damaged"), (None, "missing")):
        with pytest.raises(Damaged, match=f"{name} is {what}"):
            checked(backup(**{name: data}))


def test_what_the_manifest_does_not_name_is_refused() -> None:
    with pytest.raises(Damaged, match="not in its manifest"):
        checked(backup(**{part_name("things", 2): PART}))
    with pytest.raises(Damaged, match="no manifest"):
        checked(Members(*FILES.items()))
    whole = backup().all
    for twice in (0, -1):
        with pytest.raises(Damaged, match="twice"):
            checked(Members(*whole, whole[twice]))


def test_a_member_that_changes_between_two_readings_is_refused() -> None:
    with pytest.raises(Damaged, match="has changed while"):
        list(members_of(backup(**{SECRET: b"other"}), MADE))


def test_another_format_is_refused_with_both_versions() -> None:
    data = json.dumps({"format": 2, "program": "9.9"}).encode()
    with pytest.raises(Invalid, match=r"version 9\.9 in the format 2; this program reads the format 1"):
        decode(data)


@pytest.mark.parametrize(
    "change", [{"key": "short"}, {"arenas": [{"arena": "a"}]}, {"more": 1}, {"blobs": 7}]
)
def test_a_manifest_of_another_shape_is_damage(change: dict[str, object]) -> None:
    with pytest.raises(Damaged, match=r"manifest\.json"):
        decode(json.dumps(json.loads(MADE.encode()) | change).encode())
