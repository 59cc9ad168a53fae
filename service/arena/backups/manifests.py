"""The manifest: what a backup holds, with the hash of every member. It is written last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

from service.arena.backups.members import MANIFEST, SECRET, Source, blob_name, part_name, read_json
from service.blobs.protocol import Namespace
from service.db.copying.tables import Kind
from service.errors import Damaged, Invalid

FORMAT = 1

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A hexadecimal SHA-256."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class TableManifest(_Part):
    """A table: its columns in order, the number of its rows, and the hashes of its parts."""

    columns: Mapping[str, Kind]
    rows: NonNegativeInt
    parts: Sequence[Hash]


class ArenaManifest(_Part):
    """An arena: how far its log goes, and how many of its votes are rated."""

    arena: str
    end: NonNegativeInt
    rated: NonNegativeInt


class Manifest(_Part):
    """All of a backup. ``missing`` has the blobs that the store had lost already.

    ``key`` is the hash of the member with the encrypted secret key, None if the key was left out. Tables are
    in an order in which each can be filled after those that it refers to.
    """

    format: Literal[1] = 1
    program: str
    schema_revision: str
    database: str
    made_at: str
    arenas: Sequence[ArenaManifest]
    tables: Mapping[str, TableManifest]
    blobs: Mapping[Namespace, Sequence[Hash]]
    missing: Mapping[Namespace, Sequence[Hash]]
    key: Hash | None

    @property
    def votes(self) -> int:
        """The number of votes in all logs."""
        return sum(arena.end for arena in self.arenas)

    @property
    def blob_count(self) -> int:
        """The number of blobs."""
        return sum(map(len, self.blobs.values()))

    def encode(self) -> bytes:
        """Return the manifest as JSON."""
        return self.model_dump_json(indent=1).encode() + b"\n"

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every member but the manifest, by name, in their order."""
        found = {SECRET: self.key} if self.key else {}
        found |= {
            part_name(name, number): digest
            for name, table in self.tables.items()
            for number, digest in enumerate(table.parts, 1)
        }
        for namespace, digests in self.blobs.items():
            found |= {blob_name(namespace, digest): digest for digest in digests}
        return found


def decode(data: bytes) -> Manifest:
    """Return the manifest behind its JSON.

    Raise Invalid for one of another format, and Damaged for one that this program does not write.
    """
    value = read_json(MANIFEST, data)
    if isinstance(value, dict) and value.get("format", FORMAT) != FORMAT:
        raise Invalid(
            f"the backup was made by version {value.get('program')} in the format {value.get('format')}; "
            f"this program reads the format {FORMAT}"
        )
    found = read_json(MANIFEST, data, Manifest.model_validate_json)
    assert isinstance(found, Manifest)  # noqa: S101 - for the type checker
    return found


def checked(source: Source) -> Manifest:
    """Return the manifest of a backup after reading every member.

    Raise Damaged if one is missing, changed or not in the manifest; Invalid as `decode`.
    """
    found: dict[str, str] = {}
    manifest = None
    for name, data in source.members():
        if name in found or (name == MANIFEST and manifest):
            raise Damaged(f"{name} is in the backup twice")
        if name == MANIFEST:
            manifest = decode(data)
        else:
            found[name] = hashlib.sha256(data).hexdigest()
    if manifest is None:
        raise Damaged("the backup has no manifest: it was interrupted, or its end is missing")
    _compare(manifest.hashes(), found)
    return manifest


def _compare(expected: Mapping[str, str], found: Mapping[str, str]) -> None:
    for name, digest in expected.items():
        if name not in found:
            raise Damaged(f"{name} is missing from the backup")
        if found[name] != digest:
            raise Damaged(f"{name} is damaged: its bytes are not those of the manifest")
    for name in found.keys() - expected.keys():
        raise Damaged(f"{name} is in the backup, but not in its manifest")


def members_of(source: Source, manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """Yield the members again. Raise Damaged if one has changed since it was checked."""
    expected = manifest.hashes()
    for name, data in source.members():
        if name == MANIFEST:
            continue
        if expected.get(name) != hashlib.sha256(data).hexdigest():
            raise Damaged(f"{name} has changed while the backup was being read")
        yield name, data
