"""The members of a backup: what they are called, how large they may be, and how rows become bytes.

A backup may come from a stranger. So a member's name is compared with a pattern and never used as a path,
and its size is bounded before it is read. Rows are JSON, which runs nothing and keeps every bit: integers of
any size, floats as the shortest text that reads back as the same float, and bytes in hexadecimal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from service.blobs.protocol import Namespace
from service.db.copying.tables import Kind
from service.errors import Damaged

MANIFEST, SECRET = "manifest.json", "secret.json"
MOST_BYTES = 256_000_000
"""More than any member has: images have up to 20 MB, segments about 13, parts of tables about 2."""

_NAME = re.compile(
    r"manifest\.json|secret\.json|tables/[a-z][a-z0-9_]{0,62}/[0-9]{6}\.json"
    r"|blobs/(?:originals|copies|log)/[0-9a-f]{64}"
)
_PYTHON: Mapping[Kind, frozenset[type]] = {
    "integer": frozenset({int, type(None)}),
    "float": frozenset({float, type(None)}),
    "text": frozenset({str, type(None)}),
    "bytes": frozenset({str, type(None)}),
}


class Writer(Protocol):
    """A backup that is being written. It exists under its name only after `finish`.

    `add` and `finish` raise StorageFull or Unavailable if the place cannot take it.
    """

    def add(self, name: str, data: bytes) -> None:
        """Add a member."""

    def finish(self) -> int:
        """Complete the backup and return its size in bytes."""

    def abandon(self) -> None:
        """Remove what was written."""


class Source(Protocol):
    """A backup to read, as often as needed."""

    def members(self) -> Iterable[tuple[str, bytes]]:
        """Yield the members with their names, in the order in which they were added.

        Raise Damaged if one cannot be read.
        """


def part_name(table: str, number: int) -> str:
    """Return the name of a part of a table; parts are counted from 1."""
    return f"tables/{table}/{number:06}.json"


def blob_name(namespace: Namespace, digest: str) -> str:
    """Return the name of a blob by its hexadecimal hash."""
    return f"blobs/{namespace}/{digest}"


def check_member(name: str, size: int) -> None:
    """Raise Damaged unless a backup can have a member of this name and size."""
    if not _NAME.fullmatch(name):
        raise Damaged(f"the backup has a member that no backup has: {name[:100]!r}")
    if size > MOST_BYTES:
        raise Damaged(f"{name} is larger than any member of a backup: {size} bytes")


def encode_part(columns: Mapping[str, Kind], rows: Sequence[Sequence[object]]) -> bytes:
    """Return rows as JSON, by column: a list of values for each."""
    values = {
        name: list(map(_hex, column)) if kind == "bytes" else column
        for (name, kind), column in zip(columns.items(), zip(*rows, strict=True), strict=True)
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def decode_part(name: str, columns: Mapping[str, Kind], data: bytes) -> list[tuple[object, ...]]:
    """Return the rows of a part. Raise Damaged unless it has these columns with values of their kinds."""
    values = read_json(name, data)
    if not isinstance(values, dict) or values.keys() != columns.keys():
        raise Damaged(f"{name} does not have the columns of its table")
    try:
        return list(zip(*(_column(kind, values[c]) for c, kind in columns.items()), strict=True))
    except (TypeError, ValueError):
        raise Damaged(f"{name} has values that its columns cannot have") from None


def _column(kind: Kind, values: Sequence[object]) -> Sequence[object]:
    if not isinstance(values, list) or not _PYTHON[kind].issuperset(map(type, values)):
        raise TypeError
    return list(map(_bytes, values)) if kind == "bytes" else values


def _hex(value: object) -> str | None:
    return None if value is None else bytes(value).hex()  # type: ignore[call-overload]


def _bytes(value: object) -> bytes | None:
    return None if value is None else bytes.fromhex(str(value))


def read_json(name: str, data: bytes, parse: Callable[[bytes], object] = json.loads) -> object:
    """Return the value of a JSON member. Raise Damaged if it is not JSON, or nested too deeply."""
    try:
        return parse(data)
    except (ValueError, RecursionError):
        raise Damaged(f"{name} is not what this program writes") from None
