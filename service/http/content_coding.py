"""Compressed request bodies: decompressed piece by piece, and never to more than the limit on bodies."""

from __future__ import annotations

import sys
import zlib
from typing import Protocol

from service.errors import Malformed, UnsupportedCoding

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# RFC 8878 has every decoder take 8 MB, and lets it refuse more: a frame can ask for two gigabytes.
_WINDOW_LOG = 23
_GZIP = 31  # zlib's number for a gzip member
# Of several members or frames, each takes up to 0.2 ms, also an empty one of nine bytes: a body of those
# would hold up the server for seconds. Tools that compress in blocks, as bgzip does, make one of every 64 kB.
_MOST_STREAMS = 2_000


class Stream(Protocol):
    """A decompressor of one stream, as the standard library has them for gzip and Zstandard."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""

    @property
    def unused_data(self) -> bytes:
        """What follows the stream."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return up to so many bytes."""


class _Gzip:
    """A gzip member; it keeps what it could not decompress yet, as a stream of Zstandard does."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_GZIP)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._stream.decompress(self._stream.unconsumed_tail + data, max_length)


class Decoder:
    """Decompresses a body that a Content-Encoding header describes."""

    def __init__(self, coding: bytes) -> None:
        self._name = coding.decode("latin-1").strip().lower()
        self._stream: Stream = self._new()
        self._is_empty = True
        self._streams = 1

    def _new(self) -> Stream:
        if self._name in {"gzip", "x-gzip"}:
            return _Gzip()
        if self._name == "zstd":
            return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})
        raise UnsupportedCoding(
            f"the body has the Content-Encoding {self._name[:100]!r}; send it with gzip or zstd, or as it is"
        )

    def decode(self, data: bytes, most: int) -> bytes:
        """Return what the next piece decompresses to, cut after ``most`` bytes. Raise Malformed."""
        decoded = b""
        try:
            while data and len(decoded) < most:
                if self._stream.eof:  # several members or frames are one body
                    self._begin_next()
                decoded += self._stream.decompress(data, most - len(decoded))
                data = self._stream.unused_data if self._stream.eof else b""
                self._is_empty = False
        except (zlib.error, zstd.ZstdError) as error:
            raise Malformed(f"the body is not valid {self._name}: {error}") from None
        return decoded

    def _begin_next(self) -> None:
        self._streams += 1
        if self._streams > _MOST_STREAMS:
            raise Malformed(
                f"the body is in more than {_MOST_STREAMS} parts that are compressed by themselves"
            )
        self._stream = self._new()

    def check_complete(self) -> None:
        """Raise Malformed if the body ended too early."""
        if not (self._is_empty or self._stream.eof):
            raise Malformed(f"the body ends in the middle of its {self._name} stream")


def decoder_of(coding: bytes) -> Decoder | None:
    """Return what decompresses a body with this Content-Encoding, None if it needs nothing.

    Raise UnsupportedCoding for other codings, and for several.
    """
    return None if coding.strip().lower() in {b"", b"identity"} else Decoder(coding)
