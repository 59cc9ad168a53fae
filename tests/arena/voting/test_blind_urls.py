"""Blind addresses: nobody makes one up, nobody reads anything from one, and their time ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from service.arena.images.cache import RenditionCache
from service.arena.services import Services
from service.arena.voting.blind_urls import PREFIX, blind_url, open_blind, peek
from service.domain import clock
from service.domain.matchups import EXPIRY
from service.errors import Damaged, Gone, NotFound
from tests.support.images.pictures import flat, noise, opened, picture
from tests.support.images.uploads import hang, open_gallery
from tests.support.votes.arenas import arena_services
from tests.support.votes.dealt import deal


async def dealt(services: Services, number: int = 1, age: int = 0) -> tuple[str, str]:
    """Return a matchup of a wide and a square picture; the tokens of its sides."""
    prompt_id = await open_gallery(services)
    left = await hang(services, "m0", prompt_id, picture(1, (300, 200)))
    right = await hang(services, "m1", prompt_id, picture(2, (200, 200)))
    await deal_pair(services, number, prompt_id, left.id, right.id, age=age)
    return token(services, number, "left"), token(services, number, "right")


async def deal_pair(
    services: Services, number: int, prompt_id: int, left: int, right: int, *, age: int = 0
) -> None:
    """Add a matchup of two images, assigned ``age`` microseconds ago."""
    at = clock.now() - age
    values = {"prompt_id": prompt_id, "image_left": left, "image_right": right, "dealt_at": at}
    await services.database.write(lambda session: deal(session, number, **values))


def token(services: Services, number: int, side: str) -> str:
    """Return what stands behind the prefix of a blind address."""
    return blind_url(services.secret, number, side).removeprefix(PREFIX)  # type: ignore[arg-type]


@pytest.mark.anyio
async def test_both_sides_are_shown_in_one_box(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        sides = [await open_blind(services, one) for one in await dealt(services)]
        assert [opened(bytes(data)).size for data, _ in sides] == [(1024, 1024), (1024, 1024)]


@pytest.mark.anyio
async def test_what_is_in_memory_is_seen_without_waiting(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        left, right = await dealt(services)
        assert peek(services, left) is None
        shown = [await open_blind(services, one) for one in (left, right)]
        assert [peek(services, one) for one in (left, right)] == shown
        assert peek(services, left[:-1]) is None
        empty = replace(services.images, renditions=RenditionCache())
        assert peek(replace(services, images=empty), left) is None
        view = services.voting.blind_views.get(1)
        assert view is not None
        services.voting.blind_views._views.put(1, view._replace(until=clock.now() - 1))
        assert peek(services, left) is None


@pytest.mark.anyio
@pytest.mark.slow
async def test_both_sides_have_the_length_of_the_longer(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        plain = await hang(services, "m0", prompt_id, flat((200, 200)))
        rich = await hang(services, "m1", prompt_id, noise((1_000, 1_000)))
        await deal_pair(services, 1, prompt_id, plain.id, rich.id)
        tokens = [token(services, 1, side) for side in ("left", "right")]
        sides = [await open_blind(services, one) for one in tokens]
        assert len(sides[0][0]) < len(sides[1][0])
        assert sides[0][1] == sides[1][1] == len(sides[1][0])
        assert [await open_blind(services, one) for one in tokens] == sides


@pytest.mark.anyio
async def test_a_side_whose_other_side_is_broken_is_not_shown(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        left, right = await dealt(services)
        for path in (tmp_path / "blobs" / "copies").rglob("*"):
            if path.is_file():
                path.write_bytes(b"")
        for one in (left, right):
            with pytest.raises(Damaged):
                await open_blind(services, one)


@pytest.mark.anyio
async def test_what_is_expected_is_not_asked_of_the_database(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        pair = [(await hang(services, model, prompt_id)).id for model in ("m0", "m1")]
        tokens = [token(services, 5, side) for side in ("left", "right")]
        services.voting.blind_views.expect(5, clock.now(), *pair)  # images that nobody has looked at
        for one in tokens:
            with pytest.raises(NotFound):
                await open_blind(services, one)
        await deal_pair(services, 4, prompt_id, *pair)
        shown = [await open_blind(services, token(services, 4, side)) for side in ("right", "left")]
        services.voting.blind_views.expect(
            5, clock.now(), *reversed(pair)
        )  # which the database does not know
        known = [await open_blind(services, one) for one in tokens]
        assert [opened(bytes(data)).size for data, _ in known] == [
            opened(bytes(data)).size for data, _ in shown
        ]
        assert [data for data, _ in known] != [data for data, _ in shown]
        services.voting.blind_views.expect(6, clock.now() - EXPIRY - 1, *pair)
        with pytest.raises(Gone):
            await open_blind(services, token(services, 6, "left"))


@pytest.mark.anyio
async def test_a_mended_image_is_seen_again(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        left, right = await dealt(services)
        files = [path for path in (tmp_path / "blobs" / "copies").rglob("*") if path.is_file()]
        kept = [(path, path.read_bytes()) for path in files]
        for path in files:
            path.unlink()
        with pytest.raises(Damaged):
            await open_blind(services, left)
        for path, data in kept:
            path.write_bytes(data)
        assert await open_blind(services, left) != await open_blind(services, right)


@pytest.mark.anyio
async def test_an_address_ends_with_its_matchup(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        left, _ = await dealt(services, age=EXPIRY + clock.SECOND)
        with pytest.raises(Gone):
            await open_blind(services, left)


@pytest.mark.anyio
async def test_forged_addresses_lead_nowhere(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        left, _ = await dealt(services)
        changed = ("B" if left[0] == "A" else "A") + left[1:]
        wrong = ("", "x", "é", "A" * 34, "/", "A" * 10_000, "=" * 40)
        for forged in (*wrong, changed, left[:-1], left + "A", token(services, 2, "left")):
            with pytest.raises(NotFound):
                await open_blind(services, forged)


def test_addresses_have_nothing_in_common_but_their_length() -> None:
    urls = {blind_url(b"secret", number, "left") for number in range(100)}
    urls |= {blind_url(b"other", number, "right") for number in range(100)}
    assert len(urls) == 200
    assert len({len(url) for url in urls}) == 1
