"""The views: their columns, and that they say what the API says."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, inspect

from service.db.readers import VIEWS
from service.domain import clock
from service.domain.boards import MIN_VOTES
from tests.support.db.databases import execute
from tests.support.served.api import Api, serving
from tests.support.votes.arenas import arena_services
from tests.support.votes.releases import VOTES, logged

COLUMNS = {
    "board": (
        *(
            "arena",
            "axis",
            "theme",
            "language",
            "rank",
            "model",
            "name",
            "organization",
            "license",
            "retired",
        ),
        *("score", "mu", "sigma", "votes", "wins", "losses", "ties", "both_bad", "win_rate", "rated_at"),
    ),
    "board_history": (
        *("arena", "axis", "theme", "language", "model", "day", "score", "mu", "sigma"),
        *("votes", "wins", "losses", "ties", "both_bad", "win_rate"),
    ),
    "votes_public": (
        *("arena", "position", "model_left", "model_right", "outcome", "themes", "language", "prompt_id"),
        *("voted_at", "counts", "voided_at", "void_reason", "probability", "simulated"),
    ),
    "generation_costs": (
        *("created_at", "finished_at", "arena", "model", "provider", "state", "attempts"),
        *("cost", "currency", "latency_ms", "error_code"),
    ),
}


@contextmanager
def connected(url: str) -> Iterator[sqlite3.Connection | psycopg.Connection[Any]]:
    """Yield a plain driver's connection, as dashboards have one."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            yield file
    else:
        with psycopg.connect(url) as server:
            yield server


def rows(url: str, statement: str) -> list[Sequence[Any]]:
    with connected(url) as connection:
        return connection.execute(statement).fetchall()


def records(url: str, statement: str) -> list[dict[str, Any]]:
    with connected(url) as connection:
        cursor = connection.execute(statement)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


async def fill(url: str, folder: Path) -> None:
    async with arena_services(url, folder) as services:
        await logged(services)
    for name, values in GENERATIONS.items():
        execute(
            url,
            "INSERT INTO generations (name, model_id, state, prompt, attempts, due_at, provider, "  # noqa: S608
            "reserved_micros, cost_micros, currency, latency_ms, output, error_code, created_at, finished_at"
            f") VALUES ('{name}', 1, {values}, {clock.DAY * 20_000}, {clock.DAY * 20_000 + 5})",
        )


GENERATIONS = {
    "one": "'completed', 'private words', 1, 0, 'acme', 0, 40000, 'USD', 900, '\\x01', NULL",
    "two": "'completed', 'private words', 2, 0, 'acme', 0, 60000, 'USD', 700, '\\x02', NULL",
    "three": "'failed', 'private words', 3, 0, 'acme', 0, NULL, 'USD', NULL, NULL, 'timeout'",
}


def test_their_columns_are_those_that_were_promised(shared_url: str, project_root: Path) -> None:
    text = (project_root / "docs" / "sql.md").read_text()
    assert tuple(COLUMNS) == VIEWS
    for view, columns in COLUMNS.items():
        with connected(shared_url) as connection:
            cursor = connection.execute(f"SELECT * FROM {view} LIMIT 0")  # noqa: S608
            assert tuple(column[0] for column in cursor.description or ()) == columns
        section = text.partition(f"## `{view}`")[2].partition("\n## ")[0]
        documented = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
        assert documented == list(columns), view


@pytest.mark.slow
def test_the_views_say_what_the_api_says(database_url: str, tmp_path: Path) -> None:
    asyncio.run(fill(database_url, tmp_path))
    with serving(database_url, tmp_path) as api:
        _compare_boards(api)
        _compare_history(api)
        _compare_votes(api)
    _ask_as_dashboards_do(database_url)


def _compare_boards(api: Api) -> None:
    every = records(api.url, "SELECT * FROM board ORDER BY rank, mu DESC, model")
    for overview in api.get("/api/v1/arenas/t2i/axes").json()["items"]:
        axis = {name: overview[name] for name in ("theme", "language")}
        board = api.get("/api/v1/arenas/t2i/leaderboard", **{k: v for k, v in axis.items() if v}).json()
        mine = [row for row in every if {name: row[name] for name in axis} == axis]
        ranked = [row for row in mine if row["rank"] is not None]
        assert len(ranked) == len(board["rows"])
        for row, expected in zip(ranked, board["rows"], strict=True):
            for name in set(row) & set(expected):
                assert row[name] == expected[name], name
            assert expected["votes"] >= MIN_VOTES
        few = {row["model"]: row["votes"] for row in mine if row["rank"] is None}
        assert few == {one["model"]: one["votes"] for one in board["unranked"] if one["votes"]}
        assert {_moment(row["rated_at"]) for row in mine} == {_moment(board["as_of"])}
    assert len(every) == 96


def _moment(value: Any) -> str:
    """Return a time as text without its zone."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds")


def _compare_history(api: Api) -> None:
    every = records(api.url, "SELECT * FROM board_history ORDER BY model, day")
    series = api.get("/api/v1/arenas/t2i/history", language="en").json()["series"]
    mine = [row for row in every if (row["theme"], row["language"]) == (None, "en")]
    expected = [(one["model"], point) for one in series for point in one["points"]]
    assert len(mine) == len(expected) > 10
    for row, (model, point) in zip(mine, expected, strict=True):
        assert row["model"] == model
        assert row["day"] == (
            point["date"] if isinstance(row["day"], str) else date.fromisoformat(point["date"])
        )
        assert (row["score"], row["mu"], row["sigma"]) == (point["score"], point["mu"], point["sigma"])


def _compare_votes(api: Api) -> None:
    every = records(api.url, "SELECT * FROM votes_public ORDER BY position")
    public = api.get("/api/v1/arenas/t2i/votes", limit=1_000).json()["items"]
    assert len(every) == len(public) == VOTES
    same = ("position", "model_left", "model_right", "outcome", "language", "prompt_id", "void_reason")
    for row, expected in zip(every, public, strict=True):
        assert [row[name] for name in same] == [expected[name] for name in same]
        assert row["themes"] == (";".join(expected["themes"]) or None)
        assert row["counts"] == (expected["voided_at"] is None)
        assert _moment(row["voted_at"]) == _moment(expected["voted_at"].replace("Z", "+00:00"))
        assert (row["voided_at"] is None) == (expected["voided_at"] is None)
        assert not row["simulated"]


METABASE = {
    "postgresql": """
        SELECT CAST(DATE_TRUNC('day', "public"."votes_public"."voted_at") AS date) AS "voted_at",
          SUM(CASE WHEN "public"."votes_public"."counts" = TRUE THEN 1 ELSE 0.0 END) AS "count"
        FROM "public"."votes_public" WHERE "public"."votes_public"."arena" = 't2i'
        GROUP BY CAST(DATE_TRUNC('day', "public"."votes_public"."voted_at") AS date)
        ORDER BY CAST(DATE_TRUNC('day', "public"."votes_public"."voted_at") AS date) ASC""",
    "sqlite": """
        SELECT DATE("votes_public"."voted_at") AS "voted_at",
          SUM(CASE WHEN "votes_public"."counts" = 1 THEN 1 ELSE 0.0 END) AS "count"
        FROM "votes_public" WHERE "votes_public"."arena" = 't2i'
        GROUP BY DATE("votes_public"."voted_at") ORDER BY DATE("votes_public"."voted_at") ASC""",
}
SUPERSET = {
    "postgresql": """
        SELECT DATE_TRUNC('month', created_at) AS __timestamp, model AS model, sum(cost) AS "SUM(cost)"
        FROM (SELECT g.*, b.rank FROM generation_costs g
          LEFT JOIN board b ON b.model = g.model AND b.axis = 'overall') AS virtual_table
        WHERE created_at >= TO_TIMESTAMP('2024-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US')
        GROUP BY DATE_TRUNC('month', created_at), model ORDER BY "SUM(cost)" DESC LIMIT 1000""",
    "sqlite": """
        SELECT DATETIME(created_at, 'start of month') AS __timestamp, model AS model, sum(cost) AS "SUM(cost)"
        FROM (SELECT g.*, b.rank FROM generation_costs g
          LEFT JOIN board b ON b.model = g.model AND b.axis = 'overall') AS virtual_table
        WHERE created_at >= '2024-01-01 00:00:00.000000'
        GROUP BY DATETIME(created_at, 'start of month'), model ORDER BY "SUM(cost)" DESC LIMIT 1000""",
}


def _ask_as_dashboards_do(url: str) -> None:
    """Ask with the statements that Metabase and Superset build: by day, joined, wrapped, limited."""
    dialect = url.partition(":")[0]
    days = rows(url, METABASE[dialect])
    counted = rows(url, "SELECT COUNT(*) FROM votes_public WHERE counts")[0][0]
    assert len(days) == 5
    assert sum(count for _, count in days) == counted < VOTES
    ((_, model, cost),) = rows(url, SUPERSET[dialect])
    assert (model, round(cost, 9)) == ("m0", 0.1)
    wrapped = 'SELECT "source"."model" AS "model", MAX("source"."score") AS "max" FROM (SELECT * FROM {}) '
    wrapped += 'AS "source" WHERE "source"."theme" = \'people\' GROUP BY "source"."model" LIMIT 2000'
    for view in ("board", "board_history"):
        assert len(rows(url, wrapped.format(view))) == 8
    assert rows(url, "SELECT COUNT(*), SUM(cost) IS NULL FROM generation_costs WHERE state = 'failed'") in (
        [(1, 1)],
        [(1, True)],
    )
    _introspect(create_engine(url.replace("postgresql://", "postgresql+psycopg://")))


def _introspect(engine: Engine) -> None:
    """Look at the schema as Superset does, through SQLAlchemy."""
    found = inspect(engine)
    assert set(VIEWS) <= set(found.get_view_names())
    for view, columns in COLUMNS.items():
        assert [column["name"] for column in found.get_columns(view)] == list(columns)
    if engine.dialect.name == "postgresql":
        types = {column["name"]: str(column["type"]) for column in found.get_columns("board")}
        assert (types["score"], types["rank"], types["retired"]) == ("DOUBLE PRECISION", "BIGINT", "BOOLEAN")
        assert types["win_rate"] == "DOUBLE PRECISION"
        assert types["rated_at"] == "TIMESTAMP"
        assert str(found.get_columns("board_history")[5]["type"]) == "DATE"
    engine.dispose()


def test_nothing_in_them_leads_to_a_person() -> None:
    names = {name for columns in COLUMNS.values() for name in columns}
    assert not names & {"voter", "address", "key_id", "prompt", "external_id", "response_ms", "id"}
