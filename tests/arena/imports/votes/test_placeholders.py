"""The ids of a file's names, as far as there are any."""

from pathlib import Path

import polars as pl
import pytest

from service.arena.imports.arenas import find_arena
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import read_votes
from service.arena.imports.votes.names import Ids
from service.arena.imports.votes.placeholders import find_ids, is_placeholder
from service.db.engine import ReadSession
from tests.support.files.files import written
from tests.support.files.imports import SECRET, imported, opened

pytestmark = pytest.mark.anyio

HEADER = "model_a,model_b,winner,prompt,themes\n"


async def test_what_is_known_has_its_id_and_what_is_new_a_placeholder(
    database_url: str, tmp_path: Path
) -> None:
    first = written(tmp_path / "1.csv", HEADER + "Alpha,Beta,model_a,A fox,animals\n")
    second = written(tmp_path / "2.csv", HEADER + "alpha,New,tie,A fox,animals\nNew,Beta,tie,A door,doors\n")

    def read(session: ReadSession) -> Ids:
        file = read_votes(second, Columns.of(), SECRET)
        return find_ids(session, find_arena(session, "t2i", None), file)

    async with opened(database_url) as database:
        await imported(database, first)
        ids = await database.read(read)
    for numbers, placeholders in (
        (ids.models, [False, True, False]),
        (ids.strata, [False, True]),
        (ids.prompts, [False, True]),
    ):
        assert [is_placeholder(number) for number in numbers] == placeholders
        assert len(set(numbers)) == len(numbers)


def test_rows_without_a_prompt_stay_without() -> None:
    rows = pl.DataFrame(
        {
            "model_left": [0, 1],
            "model_right": [1, 0],
            "stratum": [0, 0],
            "prompt": [None, 0],
            "ranking": None,
        },
        schema={
            **dict.fromkeys(("model_left", "model_right", "stratum", "prompt"), pl.Int32),
            "ranking": pl.String,
        },
    )
    assert Ids([5, -2], [7], [-1]).put(rows).rows() == [(5, -2, 7, None, None), (-2, 5, 7, -1, None)]
