"""Compressed bodies: read as what they were, and never further than the limit."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable

import httpx
import pytest
from backports import zstd

from service.errors import Malformed, UnsupportedCoding
from service.http.content_coding import decoder_of
from tests.support.served.api import Api

TEXT = b"a body of some length " * 50
PACKED = {
    b"gzip": gzip.compress(TEXT),
    b"GZIP": gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]),
    b"zstd": zstd.compress(TEXT),
}


@pytest.mark.parametrize("coding", PACKED)
@pytest.mark.parametrize("piece", [1, 7, 10_000])
def test_a_body_in_any_pieces(coding: bytes, piece: int) -> None:
    decoder = decoder_of(coding)
    assert decoder is not None
    data = PACKED[coding]
    pieces = [data[start : start + piece] for start in range(0, len(data), piece)]
    assert b"".join(decoder.decode(one, 10_000) for one in pieces) == TEXT
    decoder.check_complete()


@pytest.mark.parametrize("coding", PACKED)
def test_what_ends_too_early_or_is_something_else(coding: bytes) -> None:
    decoder = decoder_of(coding)
    assert decoder is not None
    decoder.decode(PACKED[coding][:-3], 10_000)
    with pytest.raises(Malformed, match="ends in the middle"):
        decoder.check_complete()
    other = decoder_of(coding)
    assert other is not None
    with pytest.raises(Malformed, match="not valid"):
        other.decode(b"{}" * 20, 100)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_many_empty_streams_are_refused_soon(pack: Callable[[bytes], bytes]) -> None:
    decoder = decoder_of(b"gzip" if pack is gzip.compress else b"zstd")
    assert decoder is not None
    part = pack(b"")
    decoder.decode(part * 1_999 + pack(b"x"), 10)
    with pytest.raises(Malformed, match="more than 2000 parts"):
        decoder.decode(part, 10)


def test_codings() -> None:
    assert decoder_of(b"") is None
    assert decoder_of(b" Identity ") is None
    for unknown in (b"br", b"deflate", b"gzip, gzip"):
        with pytest.raises(UnsupportedCoding, match="gzip"):
            decoder_of(unknown)


def sent(api: Api, body: bytes, coding: str) -> httpx.Response:
    headers = {"Content-Type": "application/json", "Content-Encoding": coding, **api.key()}
    return api.client.post("/api/v1/organizations", content=body, headers=headers)


def test_bodies_of_requests(sqlite_api: Api) -> None:
    for coding, pack in (("gzip", gzip.compress), ("zstd", zstd.compress), ("identity", bytes)):
        body = json.dumps({"slug": coding, "name": "N"}).encode()
        assert sent(sqlite_api, pack(body), coding).status_code == 201
    refused = sent(sqlite_api, b"{}", "br")
    assert (refused.status_code, refused.headers["Accept-Encoding"]) == (415, "gzip, zstd")
    assert refused.json()["type"] == "/problems/unsupported-coding"
    assert sent(sqlite_api, b"{}", "gzip").status_code == 400
    assert sent(sqlite_api, gzip.compress(b"{}")[:-4], "gzip").status_code == 400


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.slow
def test_a_bomb_is_refused_when_it_passes_the_limit(sqlite_api: Api, coding: str) -> None:
    if coding == "gzip":
        packer = zlib.compressobj(9, wbits=31)
        bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    else:
        bomb = zstd.compress(bytes(200_000_000))
    assert len(bomb) < 1_000_000
    answer = sent(sqlite_api, bomb, coding)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body-too-large")
