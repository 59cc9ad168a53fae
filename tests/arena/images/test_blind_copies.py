"""What voters get before the vote: other bytes than the public copy, for images of older versions too."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from service.arena.images.blind_copies import make_missing
from service.arena.services import Services
from service.arena.voting.blind_views import BlindViews
from service.db.engine import ReadSession, WriteSession
from service.db.queries import images
from service.db.queries.images import BlindHashes, Face, Faces, ImageRow
from service.db.tables.voting import images as table
from tests.support.images.uploads import hang, open_gallery
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


def every(session: ReadSession) -> list[ImageRow]:
    return images.every(session, 0, 10)


def bare(session: WriteSession) -> None:
    session.execute(update(table).values(dict.fromkeys(BlindHashes._fields)))


@pytest.mark.slow
async def test_images_of_older_versions_get_variants(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        for model in ("m0", "m1"):
            await hang(services, model, prompt_id)
        before = await services.database.read(every)
        await services.database.write(bare)
        assert await services.database.read(images.count_without_variants) == 2
        await _lose_original(services, before[0])
        said: list[int] = []
        assert await make_missing(services, lambda _what, done, _total: said.append(done)) == 1
        assert said == [1, 2]
        lost, made = await services.database.read(every)
        assert (lost.blind, lost.blind_square) == (None, None)
        hashes = {made.copy, made.square, made.blind, made.blind_square, made.blind_small, before[1].blind}
        assert len(hashes) == 6
        assert made.blind is not None
        assert not await services.database.read(images.is_public, made.blind)


async def _lose_original(services: Services, row: ImageRow) -> None:
    await services.blobs.remove("originals", row.sha256)


def test_while_there_is_no_variant_the_copy_is_shown_and_not_remembered() -> None:
    old, new = Face(1, "1:1", b"c1", b"s1"), Face(2, "1:1", b"c2", b"s2", b"b2", b"q2", b"n2", b"r2")
    views = BlindViews()
    view = views.put(7, Faces(old, new, 0))
    assert (view.left.large.digest, view.right.large.digest) == (b"c1", b"b2")
    assert (view.left.small.digest, view.right.small.digest) == (b"c1", b"n2")
    views.expect(8, 0, 1, 2)
    assert views.get(8) is None
    other = Face(3, "3:2", b"c3", b"s3", b"b3", b"q3", b"n3", b"r3")
    view = views.put(9, Faces(new, other, 0))
    assert (view.left.large.digest, view.right.large.digest) == (b"b2", b"q3")
