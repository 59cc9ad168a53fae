"""Queries that only imports need: bulk inserts, and checks for what was imported before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import NamedTuple, TypeAlias, cast

import polars as pl
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection

from service.db.bulk import Insert
from service.db.engine import ReadSession, WriteSession
from service.db.queries.log import dropped
from service.db.rows import fetch_tuples
from service.db.tables.catalog import axes, prompts
from service.db.tables.votes import imports

# Both databases bound the number of parameters of a statement, the lower bound being 32,766.
_KEYS_AT_ONCE = 10_000
ROWS_A_STATEMENT = 200

PROMPT = ("arena_id", "stratum_id", "text", "digest", "created_at")
DATED = ("voted_at", "model_left", "model_right", "outcome", "stratum_id", "prompt_id", "voter")
DatedVote: TypeAlias = tuple[int, int, int, int, int, int | None, int | None, int]
"""The values of DATED's columns, and the position."""


class Imported(NamedTuple):
    """An import of rows without id and time: their digest and number, and whether their hashes are kept."""

    digest: bytes
    votes: int
    imported_at: int
    has_hashes: bool


_add_prompts = Insert(prompts, PROMPT)

_DATED = text(
    f"SELECT {', '.join(DATED)}, position FROM votes WHERE arena_id = :arena "  # noqa: S608 - column names only
    "AND position > :after AND position <= :upto AND voted_at BETWEEN :first AND :last"
)


def add_prompts(session: WriteSession, rows: Sequence[Sequence[object]]) -> None:
    """Insert new prompts, as rows of PROMPT's columns."""
    for start in range(0, len(rows), _KEYS_AT_ONCE):
        _add_prompts(session, rows[start : start + _KEYS_AT_ONCE])


def append(session: WriteSession, arena_id: int, rows: pl.DataFrame) -> None:
    """Append rows to an arena's log. The columns are those of LogRow without the arena's.

    With external ids may come ``has_time``, a number.
    """
    add = _insert if session.dialect.name == "sqlite" else _copy
    add(session, "votes", arena_id, rows.drop("external_id", "has_time", strict=False))
    if "external_id" not in rows.columns:
        return
    columns = [name for name in ("position", "external_id", "has_time") if name in rows.columns]
    ids = rows.select(columns).drop_nulls()
    if not ids.is_empty():
        add(session, "external_ids", arena_id, ids)


def _copy(session: WriteSession, table: str, arena_id: int, rows: pl.DataFrame) -> None:
    driver = cast(AsyncAdapt_asyncpg_connection, session.connection.dbapi_connection)
    records = rows.with_columns(pl.lit(arena_id).alias("arena_id"))
    driver.run_async(
        lambda raw: raw.copy_records_to_table(table, records=records.rows(), columns=records.columns)
    )


def _insert(session: WriteSession, table: str, arena_id: int, rows: pl.DataFrame) -> None:
    """Insert many rows with each statement, in 60 % of the time of ``executemany``."""
    values = _flat(rows)
    step = ROWS_A_STATEMENT * rows.width
    whole = len(values) // step * step
    if whole:
        parts = [tuple(values[start : start + step]) for start in range(0, whole, step)]
        session.exec_driver_sql(_statement(table, arena_id, rows.columns, ROWS_A_STATEMENT), parts)
    if whole < len(values):
        rest = tuple(values[whole:])
        session.exec_driver_sql(_statement(table, arena_id, rows.columns, len(rest) // rows.width), rest)


def _statement(table: str, arena_id: int, columns: Sequence[str], rows: int) -> str:
    marks = f"({arena_id}{', ?' * len(columns)})"
    return f"INSERT INTO {table} (arena_id, {', '.join(columns)}) VALUES {', '.join([marks] * rows)}"  # noqa: S608


def _flat(rows: pl.DataFrame) -> list[object]:
    """Return all values as Python objects, row by row."""
    if all(kind.is_integer() for kind in rows.dtypes) and not any(c.null_count() for c in rows):
        values: list[object] = rows.to_numpy().ravel().tolist()
        return values
    return list(chain.from_iterable(rows.rows()))


def dated(
    session: ReadSession, arena_id: int, *, after: int, upto: int, first: int, last: int
) -> list[DatedVote]:
    """Return the votes of a part of the log, voided or not, that were cast within a time range."""
    stored: list[DatedVote] = fetch_tuples(
        session, _DATED, arena=arena_id, after=after, upto=upto, first=first, last=last
    )
    if len(stored) == upto - after:
        return stored
    cast_then = pl.col("voted_at").is_between(first, last)
    part = dropped.Range(arena_id, after, upto)
    more = dropped.rows(session, part, (*DATED, "position"), cast_then)
    return [*stored, *more]  # type: ignore[list-item]  # the same columns


def prompt_ids(session: ReadSession, arena_id: int, digests: Iterable[bytes]) -> dict[bytes, int]:
    """Return the ids of an arena's prompts by digest. Ignore unknown digests."""
    found: dict[bytes, int] = {}
    remaining = iter(digests)
    while some := list(islice(remaining, _KEYS_AT_ONCE)):
        statement = select(prompts.c.digest, prompts.c.id).where(prompts.c.arena_id == arena_id)
        found.update(
            {row.digest: row.id for row in session.execute(statement.where(prompts.c.digest.in_(some)))}
        )
    return found


def known_languages(session: ReadSession, arena_id: int) -> set[str]:
    """Return the languages that prompts or votes of the arena have had."""
    statement = select(axes.c.language).where(axes.c.arena_id == arena_id, axes.c.theme == "")
    return set(session.execute(statement).scalars())


def earlier(session: ReadSession, arena_id: int) -> list[Imported]:
    """Return the arena's imports of rows without id and time, the longest first."""
    has_hashes = imports.c.hashes.is_not(None)
    statement = select(imports.c.digest, imports.c.votes, imports.c.imported_at, has_hashes)
    ordered = statement.where(imports.c.arena_id == arena_id).order_by(
        imports.c.votes.desc(), imports.c.digest
    )
    return [Imported(bytes(digest), *others) for digest, *others in session.execute(ordered)]


def hashes(session: ReadSession, arena_id: int, digest: bytes) -> bytes:
    """Return the hashes of an import that has them."""
    where = (imports.c.arena_id == arena_id, imports.c.digest == digest)
    return bytes(session.execute(select(imports.c.hashes).where(*where)).scalar_one())


def remember(session: WriteSession, arena_id: int, one: Imported, packed: bytes) -> None:
    """Record an import, or that the same rows were imported again."""
    forget = delete(imports).where(imports.c.arena_id == arena_id, imports.c.digest == one.digest)
    session.execute(forget)
    values = {"digest": one.digest, "votes": one.votes, "imported_at": one.imported_at, "hashes": packed}
    session.execute(insert(imports).values({"arena_id": arena_id, **values}))


def forget_hashes(session: WriteSession, arena_id: int, digests: Iterable[bytes]) -> None:
    """Keep only the digests of imports."""
    where = (imports.c.arena_id == arena_id, imports.c.digest.in_(list(digests)))
    session.execute(update(imports).where(*where).values(hashes=None))
