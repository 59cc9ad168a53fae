"""Blind until voted: hundreds of matchups, byte by byte, without a word on who made what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.blobs.scans import scan_of
from tests.support.db.databases import copy_sqlite
from tests.support.network.attacker import SOURCES, Attacker
from tests.support.pages.gallery import ARENA, MODELS, Gallery, hung_gallery
from tests.support.served.api import client_of

# Each of the 60 pairs that the gallery can deal, its sides in either order, about three times.
MATCHUPS = 180
# What programs write into pictures, and what the uploaded ones of the gallery do hold.
METADATA = [b"Software", b"parameters", b"made by", b"Exif", b"ICC", b"icc", b"xmp", b"XMP", b"tEXt", b"iTXt"]
# The headers that may differ from one picture to another.
OF_EACH = {"content-length", "date", "x-request-id", "set-cookie"}


@pytest.fixture(scope="module")
def gallery(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    folder = tmp_path_factory.mktemp("gallery")
    with hung_gallery(copy_sqlite(sqlite_template, folder), folder) as api:
        yield Gallery(api)


def received(answer: httpx.Response, body: bytes | None = None) -> bytes:
    """Return all that came: the status, the headers and the body, or this part of it."""
    lines = [answer.url.path.encode(), answer.reason_phrase.encode()]
    lines += [name + b": " + value for name, value in answer.headers.raw]
    return b"\n".join([*lines, answer.content if body is None else body])


def found(answer: httpx.Response, words: list[str], body: bytes | None = None) -> list[str]:
    """Return the words that are somewhere in an answer, in any case and encoding of JSON.

    ``body`` is what to look through of its body; otherwise all of it.
    """
    everything = received(answer, body).lower()
    ways = {word: {word.encode().lower(), word.lower().encode("unicode_escape")} for word in words}
    return [word for word, forms in ways.items() if any(form in everything for form in forms)]


@pytest.mark.slow
def test_hundreds_of_matchups_tell_nothing(gallery: Gallery) -> None:
    headers: set[tuple[tuple[str, str], ...]] = set()
    addresses: set[str] = set()
    with client_of(gallery.url) as voter:
        for _ in range(MATCHUPS // 2):
            voter.cookies.clear()  # another one
            first = voter.post(f"/api/v1/arenas/{ARENA}/matchups", json={})
            ahead = voter.post(f"/api/v1/arenas/{ARENA}/matchups", json={"after": first.json()["id"]})
            for dealt in (first, ahead):
                assert dealt.status_code == 201
                assert found(dealt, gallery.secrets) == []
                pictures = look_at(voter, dealt.json(), gallery.secrets)
                headers |= {kept(picture) for picture in pictures}
                addresses |= {picture.url.path for picture in pictures}
    assert len(addresses) == 2 * MATCHUPS
    assert len(headers) == 1
    assert gallery.votes() == []


@pytest.mark.slow
def test_a_program_recognizes_no_file(gallery: Gallery) -> None:
    """It cuts what can be cut, and knows the public images and those of its own votes."""
    with client_of(gallery.url) as voter:
        attacker = Attacker(voter, ARENA, [*MODELS])
        attacker.read_public()
        attacker.vote(25, guess=False)
        attacker.vote(15, guess=True)
    for source in SOURCES:
        assert attacker.scores["hash", source].sure == 0
        assert attacker.scores["length", source].sure == 0
    # What it has voted on it knows by its looks, as everybody does, but nothing else.
    assert attacker.scores["picture", "own votes"].sure > 0
    assert attacker.scores["picture", "public"].sure <= 0.3 * attacker.scores["picture", "public"].sides


def look_at(voter: httpx.Client, dealt: dict[str, Any], secrets: list[str]) -> list[httpx.Response]:
    """Return both pictures of a matchup, which tell nothing and have one size, in pixels and in bytes."""
    sides = [dict(dealt[side]) for side in ("left", "right")]
    small = [voter.get(side.pop("small_url")) for side in sides]
    pictures = [voter.get(side.pop("image_url")) for side in sides]
    assert len({len(picture.content) for picture in small}) == 1
    assert {kept(picture) for picture in small} == {(*kept(small[0]),)}
    for picture in pictures:
        assert picture.status_code == 200
        # The coded pixels may have any few letters, by chance.
        scan = scan_of(picture.content)
        around = scan.head + picture.content[len(scan.bytes) :]
        assert found(picture, secrets, around) == []
        assert [word for word in METADATA if word in around] == []
    assert sides[0] == sides[1]
    assert len({len(picture.content) for picture in pictures}) == 1
    return pictures


def kept(picture: httpx.Response) -> tuple[tuple[str, str], ...]:
    """Return the headers that must be the same for every picture."""
    return tuple(sorted((name, value) for name, value in picture.headers.items() if name not in OF_EACH))


def test_what_is_refused_tells_nothing_either(gallery: Gallery) -> None:
    with client_of(gallery.url) as voter, client_of(gallery.url) as other:
        dealt = voter.post(f"/api/v1/arenas/{ARENA}/matchups", json={"theme": "animals"}).json()
        path = f"/api/v1/matchups/{dealt['id']}"
        answers = [
            other.post(f"{path}/vote", json={"outcome": "left"}),
            other.post(f"{path}/skip", json={}),
            voter.post(f"{path}/vote", json={"outcome": "neither"}),
            voter.post(f"{path}/skip", json={"reason": "broken_image"}),
            voter.post(f"{path}/vote", json={"outcome": "left"}),
            voter.post(f"/api/v1/arenas/{ARENA}/matchups", json={"theme": "nothing"}),
        ]
    assert [answer.status_code for answer in answers] == [403, 403, 422, 204, 410, 404]
    assert [found(answer, gallery.secrets) for answer in answers] == [[]] * 6


def test_the_reveal_tells_all(gallery: Gallery) -> None:
    with client_of(gallery.url) as voter:
        dealt = voter.post(f"/api/v1/arenas/{ARENA}/matchups", json={}).json()
        answer = voter.post(f"/api/v1/matchups/{dealt['id']}/vote", json={"outcome": "left"})
    assert len(found(answer, gallery.names)) == 2
