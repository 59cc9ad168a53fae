"""Rows of a file that carry an id: the same vote again is a duplicate, another vote with the id is refused.

A column that was only recognized, such as ``question_id``, may be the id of something else. Where its values
stand at other votes too, in the file or in the arena's log, it is not the votes' id, and they come in without
one. A column that is called ``external_id`` or that was mapped is taken at its word.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from service.arena.imports.readers.frames import Refused
from service.arena.imports.votes.rows import VoteFile
from service.arena.recording.vote_contents import VoteContent, difference, stored
from service.db.engine import ReadSession
from service.db.queries import votes
from service.domain.arenas import Arena
from service.domain.votes import VoteRef

_IDS_AT_ONCE = 10_000
_COMPARED = ("model_left", "model_right", "outcome", "stratum", "prompt", "voter", "voted_at")
# The columns of ROW that stand for several texts, one of which may be left out, by those texts.
_TEXTS = ("themes", "language", "text")
_SIDES = ("model_left", "model_right")


class NotAnId(NamedTuple):
    """A column that is not the id of votes: how many rows have a value of another vote, and one of them."""

    column: str
    rows: int
    example: str


class Checked(NamedTuple):
    """Rows whose ids are their own, the refused ones, and the column whose ids were dropped."""

    rows: pl.DataFrame
    refused: list[Refused]
    not_an_id: NotAnId | None = None


def within_file(file: VoteFile, rows: pl.DataFrame) -> Checked:
    """Return the rows without those that have the id of an earlier row. They have the file's numbers."""
    repeated = rows.filter(pl.col("external_id").is_not_null() & pl.col("external_id").is_duplicated())
    if repeated.is_empty():
        return Checked(rows, [])
    first = repeated.unique("external_id", keep="first", maintain_order=True)
    later = repeated.join(first.select("line"), on="line", how="anti", maintain_order="left")
    columns = [name for name in (*_COMPARED, *_TEXTS) if name not in {"stratum", "prompt"}]
    pairs = _differing(_with_texts(file, later), _with_texts(file, first), columns)
    if _is_doubtful(file) and not pairs.is_empty():
        dropped = NotAnId(file.id_column or "", pairs.height, pairs["external_id"][0])
        return Checked(without_ids(rows), [], dropped)
    kept = rows.join(later.select("line"), on="line", how="anti", maintain_order="left")
    return Checked(kept, [_refused(file, pair) for pair in pairs.iter_rows(named=True)])


def against_log(
    session: ReadSession, arena: Arena, file: VoteFile, numbers: pl.DataFrame, rows: pl.DataFrame
) -> Checked:
    """Return the rows whose ids the log does not have. ``numbers`` are the same rows before `with_ids`."""
    named = rows.filter(pl.col("external_id").is_not_null())
    if named.is_empty() or not arena.last_position:
        return Checked(rows, [])
    known, others = [pl.Series("line", [], dtype=pl.Int64)], list[_Other]()
    for part in named.iter_slices(_IDS_AT_ONCE):
        found = _log(session, arena, part)
        known.append(part.join(found, on="external_id", how="semi")["line"])
        pairs = _differing(part, found, _COMPARED)
        others += _conflicting(session, arena, file, numbers, pairs)
    lines = pl.concat(known)
    if _is_doubtful(file) and 2 * len(others) > len(lines):
        return Checked(
            without_ids(rows), [], NotAnId(file.id_column or "", len(others), others[0].external_id)
        )
    kept = rows.join(lines.to_frame(), on="line", how="anti", maintain_order="left")
    return Checked(kept, [Refused(one.line, one.detail) for one in others])


class _Other(NamedTuple):
    """A row that has the id of another vote, and the reason to refuse it."""

    line: int
    external_id: str
    detail: str


def _is_doubtful(file: VoteFile) -> bool:
    return file.id_column is not None and not file.is_id_named


def without_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows, none of which has an id."""
    return rows.with_columns(pl.lit(None, dtype=pl.String).alias("external_id"))


def _differing(rows: pl.DataFrame, known: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Return the rows that differ from the known one of their id, beside it, where both say something."""
    differs = pl.any_horizontal(
        (pl.col(name) != pl.col(f"{name}_known")).fill_null(value=False) for name in columns
    )
    return rows.join(known, on="external_id", suffix="_known", maintain_order="left").filter(differs)


def _with_texts(file: VoteFile, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with a number for each text of their categories and prompts, null for none."""
    strata = rows["stratum"]
    return rows.with_columns(
        _numbered(stratum.themes for stratum in file.strata).gather(strata).alias("themes"),
        _numbered(stratum.language for stratum in file.strata).gather(strata).alias("language"),
        _numbered(prompt.text for prompt in file.prompts).gather(rows["prompt"]).alias("text"),
    )


def _numbered(texts: Iterable[Hashable]) -> pl.Series:
    numbers: dict[Hashable, int] = {}
    return pl.Series(
        [numbers.setdefault(text, len(numbers)) if text else None for text in texts], dtype=pl.Int32
    )


def _refused(file: VoteFile, pair: Mapping[str, Any]) -> Refused:
    known = {name: pair[f"{name}_known"] for name in _COMPARED}
    other = difference(_content(file, known), _content(file, pair))
    return Refused(
        pair["line"], _reason(pair["external_id"], f"the vote in line {pair['line_known']}", other)
    )


def _conflicting(
    session: ReadSession, arena: Arena, file: VoteFile, numbers: pl.DataFrame, pairs: pl.DataFrame
) -> Iterator[_Other]:
    """Yield the rows that say something else than the log. Other ids may stand for equal texts."""
    known = {row.external_id: row for row in votes.contents(session, arena.id, pairs["external_id"])}
    own = numbers.join(pairs.select("line", *_SIDES), on="line", suffix="_id", maintain_order="left_right")
    for row in own.iter_rows(named=True):
        found = known[row["external_id"]]
        sides = {side: row[f"{side}_id"] for side in _SIDES}
        other = difference(stored(found), _content(file, {**row, **sides}))
        if other:
            owner = f"vote {VoteRef(arena.id, found.position).id}"
            yield _Other(row["line"], found.external_id, _reason(found.external_id, owner, other))


def _reason(external_id: str, owner: str, other: str | None) -> str:
    return f"external_id {external_id!r} belongs to {owner}, which has {other}"


def _content(file: VoteFile, row: Mapping[str, Any]) -> VoteContent:
    """Return what a row says, with the models as they are numbered in it."""
    category = file.strata[row["stratum"]]
    return VoteContent(
        row["model_left"],
        row["model_right"],
        row["outcome"],
        category.themes,
        category.language,
        None if row["prompt"] is None else file.prompts[row["prompt"]].text,
        voter=row["voter"],
        voted_at=row["voted_at"],
    )


def _log(session: ReadSession, arena: Arena, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the log's votes that have the rows' ids, with the columns to compare."""
    schema = {name: rows.schema[name] for name in _COMPARED}
    found = votes.with_external_ids(session, arena.id, rows["external_id"])
    columns = {"external_id": pl.String, "position": pl.Int64, **schema}
    return pl.DataFrame(found, schema=columns, orient="row")
