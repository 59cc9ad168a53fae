"""What an import finds in the log already."""

from pathlib import Path

import pytest

from service.arena.imports.votes import duplicates
from tests.support.files.files import written
from tests.support.files.imports import imported, opened, recounted

pytestmark = pytest.mark.anyio

NAMED = "model_left,model_right,outcome,external_id"
DATED = "model_left,model_right,outcome,voted_at"
BARE = "model_left,model_right,outcome"


def csv(tmp_path: Path, header: str, *rows: str) -> Path:
    return written(tmp_path / "votes.csv", "\n".join([header, *rows]) + "\n")


async def test_external_ids_count_once_within_a_file_and_against_the_log(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url) as database:
        first = await imported(database, csv(tmp_path, NAMED, "a,b,left,x1", "a,b,tie,x2", "a,b,left,x1"))
        second = await imported(database, csv(tmp_path, NAMED, "a,c,left,x3", "a,b,tie,x2"))
        other = await imported(database, csv(tmp_path, NAMED, "a,c,left,x3"), "another")
        assert (first.accepted, first.duplicates) == (2, 1)
        assert (second.accepted, second.duplicates, second.positions) == (1, 1, (3, 3))
        assert (other.accepted, other.duplicates) == (1, 0)


@pytest.mark.slow
async def test_equal_votes_at_one_moment_count_as_often_as_they_are_there(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "CHUNK", 2)
    same = "a,b,left,2024-01-01"
    async with opened(database_url) as database:
        first = await imported(database, csv(tmp_path, DATED, *[same] * 3, "a,b,right,2024-01-01"))
        second = await imported(database, csv(tmp_path, DATED, *[same] * 5, "a,b,left,2024-01-02"))
        third = await imported(database, csv(tmp_path, DATED, *[same] * 5))
        assert (first.accepted, first.duplicates) == (4, 0)
        assert (second.accepted, second.duplicates) == (3, 3)
        assert (third.accepted, third.duplicates) == (0, 5)
        assert (await recounted(database)).differences == 0


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("model_left", "a", "c"),
        ("outcome", "left", "tie"),
        ("themes", "people", "animals"),
        ("language", "en", "de"),
        ("prompt", "a cat", "a dog"),
        ("voter", "anna", "ben"),
        ("voted_at", "1700000000.000001", "1700000000.000002"),
    ],
)
async def test_whatever_the_file_says_tells_votes_apart(
    sqlite_url: str, tmp_path: Path, column: str, one: str, other: str
) -> None:
    vote = {"model_left": "a", "model_right": "b", "outcome": "left", "voted_at": "1700000000", column: one}
    other_vote = {**vote, column: other}
    async with opened(sqlite_url) as database:
        first = await imported(database, csv(tmp_path, ",".join(vote), ",".join(vote.values())))
        rows = (",".join(vote.values()), ",".join(other_vote.values()))
        second = await imported(database, csv(tmp_path, ",".join(vote), *rows))
        assert (first.accepted, second.accepted, second.duplicates) == (1, 1, 1)


async def test_a_file_that_tells_no_voters_and_prompts_finds_the_votes_that_have_some(
    database_url: str, tmp_path: Path
) -> None:
    told = f"{DATED},voter,prompt"
    async with opened(database_url) as database:
        await imported(database, csv(tmp_path, told, "a,b,left,2024-01-01,anna,a cat"))
        report = await imported(database, csv(tmp_path, DATED, "a,b,left,2024-01-01"))
        assert (report.accepted, report.duplicates) == (0, 1)


async def test_votes_without_time_and_id_are_known_by_their_order(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as database:
        one = csv(tmp_path, BARE, "a,b,left", "a,b,left", "b,a,tie")
        assert (await imported(database, one)).accepted == 3
        assert (await imported(database, one)).duplicates == 3
        assert (await imported(database, one, "another")).accepted == 3
        grown = csv(tmp_path, BARE, "a,b,left", "a,b,left", "b,a,tie", "c,a,left")
        assert (await imported(database, grown)).accepted == 1


async def test_a_file_of_all_three_kinds(database_url: str, tmp_path: Path) -> None:
    header = f"{BARE},voted_at,external_id"
    rows = ("a,b,left,,", "a,b,left,2024-01-01,", "a,b,tie,,x1", "a,b,left,2024-01-01,x2", "b,a,tie,,")
    async with opened(database_url) as database:
        path = csv(tmp_path, header, *rows)
        first = await imported(database, path)
        again = await imported(database, path)
        assert (first.accepted, first.positions) == (5, (1, 5))
        # The dated row without an id equals two of the log, its own and x2's: it is one of them.
        assert (again.accepted, again.duplicates) == (0, 5)
        assert (await recounted(database)).differences == 0


async def test_a_voided_vote_is_not_voted_again(database_url: str, tmp_path: Path) -> None:
    void = "UPDATE votes SET voided_at = 1, void_reason = 'a robot'"
    async with opened(database_url) as database:
        path = csv(tmp_path, DATED, "a,b,left,2024-01-01")
        await imported(database, path)
        await database.write(lambda session: session.exec_driver_sql(void).close())
        assert (await imported(database, path)).duplicates == 1
