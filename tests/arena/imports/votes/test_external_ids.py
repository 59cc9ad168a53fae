"""Rows that carry an id: known, repeated, or another vote's."""

from pathlib import Path

import pytest

from service.arena.imports.readers.frames import Refused
from service.arena.imports.votes import external_ids
from service.arena.imports.votes.external_ids import NotAnId
from service.db.engine import WriteSession
from service.domain.votes import VoteRef
from tests.support.files.files import written
from tests.support.files.imports import imported, log_of, opened, recounted, the_arena

pytestmark = pytest.mark.anyio

NAMED = "model_left,model_right,outcome,external_id"
QUESTIONS = "model_left,model_right,outcome,question_id"
FULL = "model_left,model_right,outcome,themes,language,prompt,voter,voted_at,external_id"
VOTE = ("a", "b", "left", "people", "en", "a cat", "anna", "2024-01-01", "x1")


def csv(tmp_path: Path, header: str, *rows: str) -> Path:
    return written(tmp_path / "votes.csv", "\n".join([header, *rows]) + "\n")


async def test_the_ids_of_questions_are_not_those_of_votes(database_url: str, vote_cases: Path) -> None:
    path = vote_cases / "04-question-id-repeats" / "input.jsonl"
    async with opened(database_url) as database:
        report = await imported(database, path, preset="none")
        assert (report.accepted, report.duplicates, report.rejected) == (5, 0, [])
        assert report.recognition.not_an_id == NotAnId("question_id", 3, "81")
        assert "the column 'question_id' is not an id of votes" in report.recognition.notes[0]
        assert {vote.external_id for vote in await log_of(database)} == {None}
        again = await imported(database, path, preset="none")
        assert (again.accepted, again.duplicates, again.recognition.recognized) == (0, 5, 5)
        known = await imported(database, path, "mt-bench")  # its preset knows that the file has no ids
        assert (known.accepted, known.recognition.not_an_id) == (5, None)
        mapped = await imported(database, path, "mapped", maps=["external_id=question_id"])
        assert (mapped.accepted, mapped.duplicates) == (2, 0)
        assert mapped.rejected[0] == Refused(
            2,
            "external_id '81' belongs to the vote in line 1, "
            "which has other models and outcome left, not right",
        )
        assert [refused.line for refused in mapped.rejected] == [2, 3, 5]
        assert (await recounted(database)).differences == 0


async def test_an_id_that_comes_again_in_a_file(sqlite_url: str, tmp_path: Path) -> None:
    rows = ("a,b,left,x1", "a,b,tie,x1", "a,b,left,x1", "b,a,left,x2", "a,b,left,")
    async with opened(sqlite_url) as database:
        report = await imported(database, csv(tmp_path, NAMED, *rows))
        assert (report.accepted, report.duplicates, report.recognition.repeated) == (3, 1, 1)
        assert [refused.line for refused in report.rejected] == [3]
        assert "1 row repeats an earlier row of the file, with its id" in report.recognition.notes


@pytest.mark.parametrize(
    ("column", "other", "words"),
    [
        (0, "c", "other models"),
        (2, "tie", "outcome left, not tie"),
        (3, "animals", "other themes"),
        (4, "de", "another language"),
        (5, "a dog", "another prompt"),
        (6, "ben", "another voter"),
        (7, "2024-01-02", "voted_at 2024-01-01T00:00:00.000000Z, not 2024-01-02T00:00:00.000000Z"),
    ],
)
async def test_an_id_of_the_log_with_another_vote(
    sqlite_url: str, tmp_path: Path, column: int, other: str, words: str
) -> None:
    """The row is refused in the same file as in the next one. Where it says nothing, it is a duplicate."""
    same = ",".join(VOTE)
    differing = ",".join(other if i == column else text for i, text in enumerate(VOTE))
    silent = ",".join("" if i == column else text for i, text in enumerate(VOTE))
    arena = f"t{column}"
    async with opened(sqlite_url) as database:
        first = await imported(database, csv(tmp_path, FULL, same, differing), arena)
        owner = "external_id 'x1' belongs to the vote in line 2, which has "
        assert [first.accepted, first.rejected] == [1, [Refused(3, owner + words)]]
        second = await imported(database, csv(tmp_path, FULL, differing, same), arena)
        number = VoteRef((await the_arena(database, arena)).id, 1).id
        words_of_log = f"external_id 'x1' belongs to vote {number}, which has {words}"
        assert [second.duplicates, second.rejected] == [1, [Refused(2, words_of_log)]]
        alone = await imported(database, csv(tmp_path, FULL, differing), arena)
        assert alone.rejected == [Refused(2, words_of_log)]
        if column > 2:
            assert (await imported(database, csv(tmp_path, FULL, silent), arena)).duplicates == 1


async def test_a_time_that_we_set_is_not_compared(database_url: str, tmp_path: Path) -> None:
    dated = f"{NAMED},voted_at"
    async with opened(database_url) as database:
        await imported(database, csv(tmp_path, NAMED, "a,b,left,x1"))
        assert (await imported(database, csv(tmp_path, dated, "a,b,left,x1,2024-01-01"))).duplicates == 1
        await imported(database, csv(tmp_path, dated, "a,b,left,x2,2024-01-01"))
        other = await imported(database, csv(tmp_path, dated, "a,b,left,x2,2024-01-02"))
        assert (other.duplicates, len(other.rejected)) == (0, 1)


async def test_a_void_vote_keeps_its_id(sqlite_url: str, tmp_path: Path) -> None:
    def void(session: WriteSession) -> None:
        session.exec_driver_sql("UPDATE votes SET voided_at = 1, void_reason = 'a robot'").close()

    async with opened(sqlite_url) as database:
        await imported(database, csv(tmp_path, NAMED, "a,b,left,x1"))
        await database.write(void)
        assert (await imported(database, csv(tmp_path, NAMED, "a,b,left,x1"))).duplicates == 1
        assert len((await imported(database, csv(tmp_path, NAMED, "a,b,tie,x1"))).rejected) == 1


async def test_a_column_that_the_log_shows_to_be_no_id(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file for each pair of models: the questions are unique in each of them."""
    monkeypatch.setattr(external_ids, "_IDS_AT_ONCE", 2)
    async with opened(database_url) as database:
        one = csv(tmp_path, QUESTIONS, "a,b,left,81", "a,b,tie,82", "a,b,left,83")
        assert (await imported(database, one)).accepted == 3
        two = csv(tmp_path, QUESTIONS, "a,c,left,81", "a,c,tie,82", "a,c,left,83", "a,c,left,84")
        report = await imported(database, two)
        assert (report.accepted, report.recognition.not_an_id) == (4, NotAnId("question_id", 3, "81"))
        # Now with the ids of the first file among them: they are the same votes without their ids.
        both = csv(tmp_path, QUESTIONS, "a,b,left,81", "a,b,tie,82", "a,b,left,83", "a,c,left,81")
        again = await imported(database, both)
        assert (again.accepted, again.recognition.recognized) == (1, 3)


async def test_one_changed_vote_does_not_make_a_column_no_id(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url) as database:
        await imported(database, csv(tmp_path, QUESTIONS, "a,b,left,81", "a,b,tie,82", "a,b,left,83"))
        report = await imported(
            database, csv(tmp_path, QUESTIONS, "a,b,left,81", "a,b,left,82", "a,b,left,83")
        )
        assert (report.accepted, report.duplicates, report.recognition.not_an_id) == (0, 2, None)
        assert [refused.line for refused in report.rejected] == [3]


async def test_equal_prompts_and_categories_of_other_numbers_are_the_same(
    sqlite_url: str, tmp_path: Path
) -> None:
    """A prompt without themes is another prompt in the database. That alone makes no other vote."""
    header = f"{NAMED},prompt,themes"
    async with opened(sqlite_url) as database:
        first = await imported(
            database, csv(tmp_path, header, "a,b,left,x1,a cat,people", "a,b,left,x1,a cat,")
        )
        assert (first.accepted, first.duplicates) == (1, 1)
        assert (await imported(database, csv(tmp_path, header, "a,b,left,x1,a cat,"))).duplicates == 1
