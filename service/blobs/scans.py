"""The scan of a JPEG file: its segments, and the bits in it that may be inverted.

The last bit of a block's mean and the sign of a small coefficient of color are bits that nobody sees. So one
file stands for as many files as there are choices of them, all valid and equally long. To choose costs a
fraction of encoding again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import shake_128
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_SCAN, _TABLES, _END = b"\xff\xda", 0xC4, b"\xff\xd9"
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_MAGIC = b"FREE"
_TAIL = 8
# The coded part of a segment that is read: one block each of brightness and of both colors fit.
_READ = 320
_CODE_BITS = 16
_BLOCK = 64
_COLORS = (1, 2)
# Free bits in a segment: enough that no segment is the same twice, few enough to be quick.
_EACH = 8


class Scan(NamedTuple):
    """A file up to its scan, and the segments of the scan, each with the marker that ends it."""

    head: bytes
    segments: Sequence[bytes]

    @property
    def bytes(self) -> bytes:
        """The whole file."""
        return self.head + b"".join(self.segments)


class Varying(NamedTuple):
    """The files that a file with free bits stands for: it, and the bytes and the bit of each that may change.

    It takes a fraction of the file's memory, and is kept, because to take the places apart costs more than to
    choose.
    """

    file: memoryview
    at: NDArray[np.intp]
    values: NDArray[np.uint8]
    bits: NDArray[np.uint8]

    @property
    def length(self) -> int:
        """The length of all of them."""
        return len(self.file)

    def chosen_by(self, key: bytes) -> bytearray | memoryview:
        """Return the file that a key chooses."""
        count = self.at.size
        if not count:
            return self.file
        digest = np.frombuffer(shake_128(key).digest((count + 7) // 8), np.uint8)
        data = bytearray(self.file)
        inverted = np.unpackbits(digest, count=count) * self.bits
        np.frombuffer(data, np.uint8)[self.at] = self.values ^ inverted
        return data


class _Codes(NamedTuple):
    """What each run of 16 bits begins with: the length of a code, and its symbol."""

    lengths: Sequence[int]
    symbols: Sequence[int]


def scan_of(jpeg: bytes) -> Scan:
    """Return the parts of a file with one scan and restart markers."""
    start = jpeg.index(_SCAN)
    begin = start + 2 + int.from_bytes(jpeg[start + 2 : start + 4], "big")
    ends = [match.end() for match in _RESTART.finditer(jpeg, begin)]
    ends.append(jpeg.rindex(_END) + len(_END))
    return Scan(jpeg[:begin], [jpeg[a:b] for a, b in zip([begin, *ends], ends, strict=False)])


def with_free_bits(scan: Scan) -> bytes:
    """Return the file, followed by the places of the bits in it that may be inverted, one a byte at most."""
    tables = _tables(scan.head)
    places: list[int] = []
    at = len(scan.head)
    for segment in scan.segments:
        places += [8 * at + bit for bit in islice(_free_bits(segment, tables), _EACH)]
        at += len(segment)
    count = len(places).to_bytes(_TAIL - len(_MAGIC), "big")
    return scan.bytes + np.array(places, ">u4").tobytes() + count + _MAGIC


def varying(stored: bytes) -> Varying:
    """Return all files that a stored one stands for; one without free bits stands for itself."""
    count = int.from_bytes(stored[-_TAIL : -len(_MAGIC)], "big") if stored.endswith(_MAGIC) else 0
    length = len(stored) - _TAIL - 4 * count if count else len(stored)
    places = np.frombuffer(stored, ">u4", count, length).astype(np.intp)
    at, bits = places >> 3, (0x80 >> (places & 7)).astype(np.uint8)
    return Varying(memoryview(stored)[:length], at, np.frombuffer(stored, np.uint8)[at], bits)


def _free_bits(segment: bytes, tables: tuple[_Codes, ...]) -> Iterator[int]:
    """Yield the places of free bits in a segment, counted in bits from its start."""
    coded = segment[:_READ]
    data = coded.replace(b"\xff\x00", b"\xff")
    stuffed = [match.start() for match in re.finditer(rb"\xff\x00", coded)]
    last = -1
    for bit in _unseen_bits(data, tables):
        byte = bit >> 3
        # With the bit set, no byte may become 0xff, which would begin a marker.
        if byte != last and data[byte] | (0x80 >> (bit & 7)) != 0xFF:  # noqa: PLR2004
            last = byte
            skipped = sum(place - number < byte for number, place in enumerate(stuffed))
            yield bit + 8 * skipped


def _unseen_bits(data: bytes, tables: tuple[_Codes, ...]) -> Iterator[int]:
    """Yield the places of the last bits of means, and of signs of the smallest coefficients of color.

    They are those of the first blocks. As means are coded by their differences, a whole segment changes.
    """
    number, bits = int.from_bytes(data, "big"), 8 * len(data)
    at = 0
    for component in range(3):
        brightness = component not in _COLORS
        dc, ac = tables[:2] if brightness else tables[2:]
        place = 0
        while place < _BLOCK:
            if at + 2 * _CODE_BITS > bits:
                return
            run = (number >> (bits - at - _CODE_BITS)) & 0xFFFF
            codes = ac if place else dc
            at += codes.lengths[run]
            symbol = codes.symbols[run]
            if place and symbol == 0:
                break
            zeros, size = symbol >> 4, symbol & 15
            if place == 0 and size:
                yield at + size - 1
            elif size == 1 and not brightness:
                yield at
            at += size
            place += 1 + zeros


@lru_cache(maxsize=4)
def _tables(head: bytes) -> tuple[_Codes, ...]:
    """Return the codes for brightness and for colors, those of the mean before those of the details."""
    found: dict[int, _Codes] = {}
    at = 2
    while at < len(head):
        size = int.from_bytes(head[at + 2 : at + 4], "big")
        if head[at + 1] == _TABLES:
            found |= _codes(head[at + 4 : at + 2 + size])
        at += 2 + size
    return found[0x00], found[0x10], found[0x01], found[0x11]


def _codes(tables: bytes) -> Iterator[tuple[int, _Codes]]:
    while tables:
        counts, symbols = tables[1:17], tables[17:]
        lengths, meanings = list[int](), list[int]()
        at = 0
        for length, count in enumerate(counts, 1):
            same = 1 << (_CODE_BITS - length)
            for symbol in symbols[at : at + count]:
                lengths += [length] * same
                meanings += [symbol] * same
            at += count
        unused = (1 << _CODE_BITS) - len(lengths)
        yield tables[0], _Codes(lengths + [_CODE_BITS] * unused, meanings + [0] * unused)
        tables = symbols[at:]
