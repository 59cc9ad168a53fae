"""Members: rows that come back with every bit, and names and values that no backup has."""

from __future__ import annotations

import math
import struct

import pytest

from service.arena.backups.members import (
    MOST_BYTES,
    check_member,
    decode_part,
    encode_part,
    read_json,
)
from service.db.copying.tables import Kind
from service.errors import Damaged

COLUMNS: dict[str, Kind] = {"number": "integer", "float": "float", "text": "text", "bytes": "bytes"}
ROWS = [
    (2**63 - 1, 0.1 + 0.2, 'é "🎨"\n\\ \x1f', bytes(range(256))),
    (-(2**63), -0.0, "", b""),
    (0, 5e-324, "null", b"\x00"),
    (7, math.nextafter(25 / 3, 0), "[1]", memoryview(b"view")),
    (None, None, None, None),
    (1, 1e22, "1", b"1"),
]


def test_every_bit_comes_back() -> None:
    found = decode_part("tables/x/000001.json", COLUMNS, encode_part(COLUMNS, ROWS))
    assert found == [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in ROWS]
    floats = [(row[1], other[1]) for row, other in zip(ROWS, found, strict=True) if row[1] is not None]
    assert all(struct.pack("d", ours) == struct.pack("d", theirs) for ours, theirs in floats)


@pytest.mark.parametrize(
    "data",
    [
        b"not JSON",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        b'{"number":[1],"float":[1.0],"text":["a"]}',
        b'{"number":[1],"float":[1.0],"text":["a"],"bytes":["00"],"more":[1]}',
        b'{"number":["1"],"float":[1.0],"text":["a"],"bytes":["00"]}',
        b'{"number":[true],"float":[1.0],"text":["a"],"bytes":["00"]}',
        b'{"number":[1],"float":[1],"text":["a"],"bytes":["00"]}',
        b'{"number":[1],"float":[1.0],"text":[{}],"bytes":["00"]}',
        b'{"number":[1],"float":[1.0],"text":["a"],"bytes":["xy"]}',
        b'{"number":[1,2],"float":[1.0],"text":["a"],"bytes":["00"]}',
        b'{"number":1,"float":[1.0],"text":["a"],"bytes":["00"]}',
    ],
)
def test_rows_of_another_shape_are_damage(data: bytes) -> None:
    with pytest.raises(Damaged, match=r"tables/x/000001\.json"):
        decode_part("tables/x/000001.json", COLUMNS, data)


def test_names_and_sizes_that_a_backup_has() -> None:
    for name in (
        "manifest.json",
        "secret.json",
        "tables/head_to_head/000012.json",
        f"blobs/log/{'0a' * 32}",
    ):
        check_member(name, MOST_BYTES)
        with pytest.raises(Damaged, match="larger"):
            check_member(name, MOST_BYTES + 1)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../manifest.json",
        "/etc/passwd",
        "manifest.json\n",
        "./secret.json",
        "tables/votes/../../x.json",
        "tables/votes/1.json",
        "blobs/other/" + "00" * 32,
        "blobs/log/" + "0A" * 32,
        "blobs/log/" + "00" * 31,
    ],
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(Damaged, match="no backup has"):
        check_member(name, 0)


def test_json_that_nests_without_end_is_damage() -> None:
    assert read_json("x", b'{"a": 1}') == {"a": 1}
    with pytest.raises(Damaged, match="x is not"):
        read_json("x", b"[" * 1_000_000)
