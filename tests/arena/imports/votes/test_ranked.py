"""Rankings of more than two in files: one vote each, in whatever way the lists are written."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pytest

from service.arena.catalog import arenas as arena_cases
from service.arena.catalog import models as model_cases
from service.arena.imports.readers.frames import Refused
from service.arena.imports.votes import ranked
from service.arena.votes import log as vote_log
from service.arena.votes.exports import export_votes
from service.db.engine import Database
from service.domain.rankings import Ranking, ranking_of
from tests.support.files.files import written
from tests.support.files.imports import imported, named_ratings, opened, recounted

pytestmark = pytest.mark.anyio

CASE = Path(__file__).parents[5] / "shared" / "cases" / "votes" / "14-one-hot-and-ranks" / "lists.json"
LISTS = [(["x", "y", "z"], [1, 2, 2]), (["a", "x", "b", "y"], [3, 1, 4, 2]), (["z", "a"], [2, 1])]
FOUND = [
    ("x", "z", "ranked", ["x", "y", "z"], [1, 2, 2]),
    ("x", "b", "ranked", ["x", "y", "a", "b"], [1, 2, 3, 4]),
    ("a", "z", "left", None, None),
]


async def log_of(database: Database, slug: str = "t2i") -> Sequence[dict[str, object]]:
    return await database.read(vote_log.read_log, slug, 0, 1000)


def told(rows: Sequence[dict[str, object]]) -> list[tuple[object, ...]]:
    names = ("model_left", "model_right", "outcome", "models", "ranks")
    return [tuple(row[name] for name in names) for row in rows]


@pytest.mark.skipif(not CASE.exists(), reason="the shared cases are not beside this checkout")
async def test_the_case(database_url: str) -> None:
    async with opened(database_url) as database:
        report = await imported(database, CASE)
        assert (report.accepted, report.rejected) == (1, [])
        assert report.survey.outcomes["ranked"] == 1
        assert report.survey.rows[0].outcome == "ranked: 1. x, 2. y, 2. z"
        assert told(await log_of(database)) == FOUND[:1]
        assert (await imported(database, CASE)).accepted == 0
        assert (await recounted(database)).differences == 0


@pytest.mark.parametrize("form", ["json", "python", "separated"])
async def test_lists_as_other_tools_write_them(sqlite_url: str, tmp_path: Path, form: str) -> None:
    forms: dict[str, Callable[[Sequence[object]], str]] = {
        "json": json.dumps,
        "python": str,
        "separated": lambda one: "|".join(map(str, one)),
    }
    write = forms[form]
    frame = pl.DataFrame(
        {name: [write(row[i]) for row in LISTS] for i, name in enumerate(("models", "ranking"))}
    )
    path = written(tmp_path / "lists.csv", frame.write_csv())
    async with opened(sqlite_url) as database:
        assert (await imported(database, path)).accepted == 3
        assert told(await log_of(database)) == FOUND


async def test_columns_of_other_names(sqlite_url: str, tmp_path: Path) -> None:
    rows = [{"images": models, "order": ranks} for models, ranks in LISTS]
    path = written(tmp_path / "lists.json", json.dumps(rows))
    async with opened(sqlite_url) as database:
        await imported(database, path, maps=["models=images", "ranks=order"])
        assert told(await log_of(database)) == FOUND


async def test_what_is_wrong_is_refused_alone(sqlite_url: str, tmp_path: Path) -> None:
    rows = [
        {"models": ["a", "b", "c"], "ranks": [1, 2]},
        {"models": ["a", "b", "A"], "ranks": [1, 2, 3]},
        {"models": ["a", "b", "c"], "ranks": [1, "first", 3]},
        {"models": [str(i) for i in range(33)], "ranks": list(range(33))},
        {"models": ["a", "b", "c"], "ranks": [0, 0, 0]},
        {"models": None, "ranks": None},
    ]
    path = written(tmp_path / "lists.json", json.dumps(rows))
    async with opened(sqlite_url) as database:
        report = await imported(database, path)
        assert report.accepted == 1
        assert report.rejected == [
            Refused(1, "there are 3 models and 2 ranks; each model needs one"),
            Refused(2, "a ranking names each model once"),
            Refused(3, "the rank 'first' is not a number"),
            Refused(4, "a ranking has from 2 to 32 models, not 33"),
            Refused(6, "model_left is missing"),
        ]
        strict = await imported(
            database,
            written(tmp_path / "new.json", json.dumps([{"models": ["a", "new", "c"], "ranks": [1, 2, 3]}])),
            strict=True,
        )
        assert strict.rejected == [Refused(1, "there is no model 'new'")]


async def test_ids_and_times_tell_rankings_apart(database_url: str, tmp_path: Path) -> None:
    """The first and the last model are the same; those in between differ."""
    timed = [
        {"models": ["a", *middle, "d"], "ranks": [1, 2, 3, 4], "voted_at": "2026-01-02T03:04:05Z"}
        for middle in (["b", "c"], ["c", "b"])
    ]
    ids = [{**row, "external_id": f"v{i}"} for i, row in enumerate(timed)]
    swapped = [{**row, "external_id": f"v{1 - i}"} for i, row in enumerate(timed)]
    bare = [{"models": row["models"], "ranks": row["ranks"]} for row in timed]
    async with opened(database_url) as database:
        for number, (rows, accepted) in enumerate(
            [
                (timed[:1], 1),
                (timed, 1),
                (timed, 0),
                (ids, 2),
                (ids, 0),
                (bare[:1], 1),
                (bare[1:], 1),
                (bare[:1], 0),
            ]
        ):
            path = written(tmp_path / f"{number}.json", json.dumps(rows))
            assert (await imported(database, path)).accepted == accepted, number
        report = await imported(database, written(tmp_path / "swapped.json", json.dumps(swapped)))
        assert [one.detail.partition(", which has ")[2] for one in report.rejected] == ["another ranking"] * 2
        assert (await recounted(database)).differences == 0


@pytest.mark.parametrize("format_", ["csv", "ndjson", "parquet", "json"])
async def test_exported_and_imported_again_is_the_same_board(
    sqlite_url: str, tmp_path: Path, format_: str
) -> None:
    pairs = [
        {"model_left": "a", "model_right": "x", "outcome": "tie"},
        {"model_left": "y", "model_right": "b", "outcome": "left", "models": None},
    ]
    rows = [{"models": models, "ranks": ranks} for models, ranks in LISTS]
    path = written(tmp_path / "votes.json", json.dumps([*rows, *pairs, *rows]))
    target = tmp_path / f"votes.{format_}"
    async with opened(sqlite_url) as database:
        assert (await imported(database, path)).accepted == 8
        with target.open("wb") as file:
            assert (await database.read(export_votes, "t2i", format_, file)).votes == 8
        assert (await imported(database, target)).accepted == 0
        assert (await imported(database, target, "copy")).accepted == 8
        assert await named_ratings(database, "copy") == await named_ratings(database)
        assert told(await log_of(database, "copy")) == told(await log_of(database))


async def test_a_file_that_grew_by_its_first_rankings(sqlite_url: str, tmp_path: Path) -> None:
    pairs = [{"model_left": "a", "model_right": "x", "outcome": "tie"}] * 3
    more = [{"models": models, "ranks": ranks} for models, ranks in LISTS]
    async with opened(sqlite_url) as database:
        for rows, accepted in ((pairs, 3), ([*pairs, *more], 3), ([*pairs, *more], 0)):
            path = written(tmp_path / f"{len(rows)}.json", json.dumps(rows))
            assert (await imported(database, path)).accepted == accepted


async def test_lmarenas_format_leaves_rankings_out(sqlite_url: str, tmp_path: Path) -> None:
    path = written(tmp_path / "lists.json", json.dumps([{"models": m, "ranks": r} for m, r in LISTS]))
    target = tmp_path / "battles.json"
    async with opened(sqlite_url) as database:
        await imported(database, path)
        with target.open("wb") as file:
            await database.read(export_votes, "t2i", "lmarena", file)
    assert [(one["model_a"], one["model_b"]) for one in json.loads(target.read_text())] == [("a", "z")]


def test_texts_lead_back_and_take_other_numbers() -> None:
    one = ranking_of([3, 0, 7], [2, 1, 2])
    text = ranked.text_of(one)
    assert (text, ranked.parse(text)) == ("0:1 3:2 7:2", one)
    column = pl.Series("ranking", [text, None, text])
    renumbered = ranked.renumbered(column, lambda number: -1 - number)
    assert renumbered.to_list() == ["-1:1 -4:2 -8:2", None, "-1:1 -4:2 -8:2"]
    assert ranked.models_in(column) == {0, 3, 7}
    assert ranked.repeating(pl.Series(["1:1 2:2 1:3", "1:1 2:2 3:3", None])) == ["1:1 2:2 1:3"]
    rows = pl.DataFrame({"position": [5, 6], "ranking": [None, text]})
    assert list(ranked.placed(rows)) == [(6, Ranking((0, 3, 7), (1, 2, 2)))]


async def test_a_ranking_with_a_retired_model_follows_the_arena(sqlite_url: str, tmp_path: Path) -> None:
    rows = [{"models": ["a", "b", "c"], "ranks": [1, 2, 3]}, {"models": ["a", "d", "c"], "ranks": [1, 2, 3]}]
    async with opened(sqlite_url) as database:
        await imported(database, written(tmp_path / "one.json", json.dumps(rows)))
        await database.write(model_cases.retire, "b")
        await database.write(arena_cases.change, "t2i", {"retired_models": "refuse"})
        report = await imported(database, written(tmp_path / "two.json", json.dumps([rows[1], *rows])))
        assert [(one.line, "'b' is retired" in one.detail) for one in report.rejected] == [(2, True)]
