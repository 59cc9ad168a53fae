"""Compressed bytes, whole and bounded."""

from __future__ import annotations

import io

import pytest

from service.arena.backups.compression import compressed, compressing, decompressed
from service.errors import Damaged

DATA = b"votes " * 1_000


def test_bytes_come_back() -> None:
    file = io.BytesIO()
    with compressing(file) as stream:
        stream.write(DATA)
    for data in (file.getvalue(), compressed(DATA)):
        assert len(data) < len(DATA) / 10
        assert decompressed("x", data, len(DATA)) == DATA


def test_what_is_not_whole_or_too_large_is_damage() -> None:
    data = compressed(DATA)
    changed = bytearray(data)
    changed[len(data) // 2] ^= 1
    for harmed in (data[:-1], data + b"more", b"", b"no", bytes(changed)):
        with pytest.raises(Damaged, match="x is damaged"):
            decompressed("x", harmed, len(DATA))
    with pytest.raises(Damaged, match="more than 5999 bytes"):
        decompressed("x", data, len(DATA) - 1)
    with pytest.raises(Damaged):  # a bomb takes no more memory than is allowed
        decompressed("x", compressed(bytes(50_000_000)), 1_000)
