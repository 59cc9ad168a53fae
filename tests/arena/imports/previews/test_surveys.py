"""What was understood of a file's rows."""

from pathlib import Path

import pytest

from service.arena.imports.previews.previews import Choices, preview_votes
from service.arena.imports.previews.surveys import NewNames, Survey, Times
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import read_votes
from service.arena.imports.votes.planning import Mode
from tests.support.files.files import written
from tests.support.files.imports import SECRET, imported, opened

pytestmark = pytest.mark.anyio

HEADER = "model_left,model_right,outcome,voted_at,prompt,themes,language,voter,external_id\n"


async def test_rows_counts_times_and_what_is_new(database_url: str, tmp_path: Path) -> None:
    path = written(
        tmp_path / "v.csv",
        HEADER
        + "Alpha,Beta,left,2024-01-02,A fox,animals;winter,en,anna,x1\n"
        + "Beta,Alpha,tie,,,,,,\n"
        + "Beta,Gamma,both_bad,2024-01-01,A fox,animals;winter,en,anna,x2\n",
    )

    async with opened(database_url) as database:

        async def survey(*, strict: bool = False) -> Survey:
            file = read_votes(path, Columns.of(), SECRET)
            choices = Choices("t2i", Columns.of(), mode=Mode(strict))
            return (await database.read(preview_votes, file, choices)).survey

        seen = await survey()
        first, second, _ = seen.rows
        assert first.voter
        assert (first.line, first.model_left, first.model_right, first.outcome) == (
            2,
            "Alpha",
            "Beta",
            "left",
        )
        assert (first.themes, first.language, first.prompt) == (("animals", "winter"), "en", "A fox")
        assert (first.voted_at, first.external_id) == ("2024-01-02T00:00:00.000000Z", "x1")
        assert (second.themes, second.language, second.prompt, second.voted_at) == ((), None, None, None)
        assert seen.outcomes == {"left": 1, "right": 0, "tie": 1, "both_bad": 1}
        assert seen.times == Times("2024-01-01T00:00:00.000000Z", "2024-01-02T00:00:00.000000Z", 1)
        assert seen.new == NewNames(
            arena=True,
            models=("Alpha", "Beta", "Gamma"),
            themes=("animals", "winter"),
            languages=("en",),
            prompts=1,
        )
        assert (await survey(strict=True)).new == NewNames()
        await imported(database, path)
        assert (await survey()).new == NewNames()
