"""Making a release: what the service shows is what its release says, no matter who makes it and how often."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from service.arena.boards import axes, boards, columns
from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.checking import TOLERANCE
from service.arena.votes.log import read_page
from service.arena.votes.releases import manifests
from service.arena.votes.releases.verifying import verify
from service.db.engine import WriteSession
from service.db.queries import arenas as arena_rows
from service.errors import Conflict, Damaged, Invalid, NotFound
from tests.support.db.databases import execute
from tests.support.votes.arenas import arena_services, new_arena, submit
from tests.support.votes.ledgers import vote
from tests.support.votes.releases import DELETED, HELD, VOID, VOTES, logged, manifest_of, release

pytestmark = pytest.mark.anyio


def table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO((folder / "data" / f"{name}.parquet").read_bytes()))


def drafts_in(folder: Path) -> list[Path]:
    return list(folder.glob(".arena-*"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.slow
async def test_the_boards_are_those_of_the_service(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await logged(services)
        made = await release(services, tmp_path / "release")
        assert made.is_new
        assert (made.manifest.header.position, made.place) == (VOTES, str(tmp_path / "release"))
        released = table(tmp_path / "release", "boards")
        _, overviews = await services.database.read(axes.overview, "t2i")
        assert released["axis"].unique(maintain_order=True).to_list() == [
            one.axis.label for one in overviews if one.ranked
        ]
        compared = 0
        for overview in overviews:
            board = await boards.leaderboard(services, "t2i", overview.axis, at=PointInTime(VOTES))
            shown = released.filter(axis=overview.axis.label).drop("axis", "theme", "language").to_dicts()
            for row, own in zip(columns.table(board), shown, strict=True):
                for name, value in own.items():
                    # The fits see voters and models in another order, which may move the last digit.
                    close = isinstance(value, float) and name not in {"score", "mu", "sigma", "win_rate"}
                    assert row[name] == (pytest.approx(value, abs=TOLERANCE) if close else value), name
                    compared += 1
        assert compared > 1_000
        assert await release(services, tmp_path / "release") == made.__class__(
            made.place, made.manifest, is_new=False
        )
        again = await release(services, tmp_path / "again")
        assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "release")
        assert again.manifest.name == made.manifest.name
        assert verify(tmp_path / "release").problem is None
        with pytest.raises(Conflict, match="not a new or empty folder"):
            await release(services, tmp_path)
        assert drafts_in(tmp_path) == []


async def test_the_votes_are_those_of_the_public_log(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await logged(services)
        await release(services, tmp_path / "release")
        page = await services.database.read(read_page, "t2i", 0, VOTES, services.secret)
    rows = table(tmp_path / "release", "votes/00001").to_dicts()
    same = ("model_left", "model_right", "outcome", "themes", "language", "prompt_id", "void_reason", "ranks")
    for row, public in zip(rows, page.rows, strict=True):
        assert [row[name] for name in same] == [public[name] for name in same]
        assert row["voted_at"].isoformat(timespec="microseconds") == public["voted_at"].replace("Z", "+00:00")
        assert (row["voided_at"] is None) == (public["voided_at"] is None)
        assert (row["voter_number"] is None) == (public["voter_number"] is None)
        assert "external_id" not in row
    reasons = {row["position"]: row["void_reason"] for row in rows if row["voided_at"]}
    assert [reasons[position] for position in (*VOID, *HELD)] == ["a robot"] * 2 + ["held"] * 2
    deleted = [row for row in rows if row["void_reason"] == "the voter was deleted"]
    assert deleted
    assert {row["voter_number"] for row in deleted} == {None}
    # Voters have the same number in all their votes, and another one than in the public log.
    numbers = {row["voter_number"] for row in rows} - {None}
    assert len(numbers) == 9 - 1
    assert not numbers & {row["voter_number"] for row in page.rows}
    data = b"".join(bytes_of(tmp_path / "release").values())
    assert b"theirs-" not in data
    assert DELETED not in numbers


async def test_ratings_that_are_not_those_of_the_log_are_not_released(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await logged(services)

        def shorter(session: WriteSession) -> None:
            arena_rows.change(session, arena.id, {"last_position": VOTES - 1})

        await services.database.write(shorter)
        with pytest.raises(Damaged, match="arena recount --check"):
            await release(services, tmp_path / "release")
    assert not (tmp_path / "release").exists()


@pytest.mark.slow
async def test_a_later_release_has_other_numbers_for_its_voters(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await logged(services)
        await release(services, tmp_path / "one")
        await submit(services, arena, [vote(2, 3, day=5)._replace(voter=1)])
        await release(services, tmp_path / "two")
    one, two = (table(tmp_path / name, "votes/00001")["voter_number"].drop_nulls() for name in ("one", "two"))
    assert one.n_unique() == two.n_unique()
    assert not set(one) & set(two)


@pytest.mark.slow
async def test_votes_that_wait_to_be_published_are_not_released(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await logged(services)
        await release(services, tmp_path / "one")
        await services.database.write(
            lambda session: arena_rows.change(session, arena.id, {"publish_after": 60})
        )
        waiting = vote(2, 3, day=9)._replace(voter=77, prompt="A secret prompt")
        receipt = await submit(services, arena, [waiting] * 3)
        assert receipt.last_position == VOTES + 3
        again = await release(services, tmp_path / "two")
        assert again.manifest.header.position == VOTES
        assert bytes_of(tmp_path / "two") == bytes_of(tmp_path / "one")


async def test_what_cannot_be_released(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await new_arena(services)
        with pytest.raises(Invalid, match="no vote in t2i"):
            await release(services, tmp_path / "release")
        execute(sqlite_url, "DELETE FROM arenas")
        with pytest.raises(NotFound):
            await release(services, tmp_path / "release")
    assert not (tmp_path / "release").exists()


def test_a_release_has_no_clock_in_it(released: Path) -> None:
    manifest = manifest_of(released)
    assert manifest.header.as_of.startswith("2024-10-0")
    assert manifests.FILE not in manifest.files
    assert manifest.name == f"{manifest.header.as_of[:10]}-{VOTES}-{manifest.fingerprint[:8]}"
