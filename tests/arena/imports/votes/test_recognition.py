"""What an import says of ids, times and known votes."""

import polars as pl

from service.arena.imports.votes.duplicates import Known
from service.arena.imports.votes.external_ids import NotAnId
from service.arena.imports.votes.recognition import Recognition, recognition_of
from service.arena.imports.votes.rows import ROW
from service.arena.imports.votes.undated import Recognized
from service.domain import clock


def known(*times: int | None, **other: object) -> Known:
    rows = pl.DataFrame({"voted_at": times}, schema={"voted_at": pl.Int64})
    new = rows.with_columns(pl.lit(None, dtype=kind).alias(n) for n, kind in ROW.items() if n != "voted_at")
    nothing = Known(new, [], None, Recognized(pl.Series([], dtype=pl.Boolean)), 0, 0, [])
    return nothing._replace(**other)  # type: ignore[arg-type]


def test_of_plain_votes_there_is_nothing_to_say() -> None:
    assert recognition_of(known(1, 2)) == Recognition()
    assert recognition_of(known()) == Recognition()


def test_the_order_of_votes() -> None:
    assert recognition_of(known(None, None)).order == "file"
    partly = recognition_of(known(None, 1))
    assert (partly.order, len(partly.notes)) == ("time", 1)


def test_rows_of_earlier_imports() -> None:
    mask = pl.Series([True, True, False])
    one = Recognized(mask, imports=1, imported_at=3 * clock.DAY, alike=1)
    found = recognition_of(known(1, undated=one, recognized=2))
    assert (found.recognized, found.alike) == (2, 1)
    assert found.notes[0].startswith(
        "2 rows without id and time came in the same order in an import of 1970-01-04"
    )
    assert found.notes[1].startswith("1 of the added rows")
    several = Recognized(mask, imports=2, imported_at=3 * clock.DAY)
    [note] = recognition_of(known(1, undated=several, recognized=1)).notes
    assert "1 row without id and time came in the same order in 2 imports, the last of 1970-01-04" in note


def test_ids_that_are_none_and_repeated_rows() -> None:
    found = recognition_of(known(1, not_an_id=NotAnId("question_id", 1, "81"), repeated=2))
    assert (found.not_an_id, found.repeated) == (NotAnId("question_id", 1, "81"), 2)
    assert "1 row has the value of another vote, such as '81'" in found.notes[0]
    assert found.notes[1] == "2 rows repeat an earlier row of the file, with its id"
