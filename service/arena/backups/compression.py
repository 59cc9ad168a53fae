"""Zstandard. Python has it from version 3.14 on; before, ``backports.zstd`` is the same module."""

from __future__ import annotations

import sys
from typing import BinaryIO

from service.blobs.outputs import Output
from service.errors import Damaged

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ZstdError = zstd.ZstdError
ZstdFile = zstd.ZstdFile

# Each frame ends with a checksum of its content, so that `zstd --test` can tell a damaged file too.
_OPTIONS: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 3,
    zstd.CompressionParameter.checksum_flag: 1,
}


def compressing(file: BinaryIO | Output) -> zstd.ZstdFile:
    """Return a stream that writes what it is given to a file, compressed."""
    return zstd.ZstdFile(file, "wb", options=_OPTIONS)


def compressed(data: bytes) -> bytes:
    """Return the bytes, compressed."""
    return zstd.compress(data, options=_OPTIONS)


def decompressed(name: str, data: bytes, most: int) -> bytes:
    """Return the bytes behind compressed ones. Raise Damaged if they are damaged or more than ``most``."""
    stream = zstd.ZstdDecompressor()
    try:
        found = stream.decompress(data, most)
    except zstd.ZstdError as error:
        raise Damaged(f"{name} is damaged: {error}") from None
    if not stream.eof or stream.unused_data:
        raise Damaged(f"{name} is damaged: it is cut off, or has more than {most} bytes")
    return found
