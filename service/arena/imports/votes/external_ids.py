"""Rows of a file that carry an id: the same vote again is a duplicate, another vote with the id is refused.

A column that was only recognized, such as ``question_id``, may be the id of something else. Where its values
stand at other votes too, in the file or in the arena's log, it is not the votes' id, and they come in without
one. A column that is called ``external_id`` or that was mapped is taken at its word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from service.arena.imports.readers.frames import Refused, line_of
from service.arena.imports.votes.ranked import text_of
from service.arena.imports.votes.rows import VoteFile
from service.arena.recording.backlog import end_of
from service.arena.recording.theme_names import ThemeNames
from service.arena.recording.vote_contents import VoteContent, difference, stored
from service.db.engine import ReadSession
from service.db.queries.log import identified, rankings
from service.domain.arenas import Arena
from service.domain.names import key
from service.domain.votes import VoteRef

_IDS_AT_ONCE = 10_000
_COMPARED = ("model_left", "model_right", "outcome", "stratum", "prompt", "voter", "voted_at", "ranking")
# The columns of ROW that stand for several texts, one of which may be left out, by those texts.
_TEXTS = ("themes", "language", "text")
_SIDES = ("model_left", "model_right")


class NotAnId(NamedTuple):
    """A column that is not the id of votes: how many rows have a value of another vote, and one of them."""

    column: str
    rows: int
    example: str


class Checked(NamedTuple):
    """Rows whose ids are their own, the refused ones, and how many only repeat an earlier row.

    ``not_an_id`` is the column whose ids were dropped.
    """

    rows: pl.DataFrame
    refused: list[Refused]
    repeated: int = 0
    not_an_id: NotAnId | None = None


def check_ids(
    session: ReadSession, arena: Arena, file: VoteFile, numbers: pl.DataFrame, rows: pl.DataFrame
) -> Checked:
    """Return the rows without those whose ids the log or an earlier row has.

    ``numbers`` are the same rows before `with_ids`, and may have more. Where the column turns out to be no
    id, all rows are returned without ids.
    """
    if numbers["external_id"].null_count() == numbers.height:
        return Checked(rows, [])
    pairs = _repeats(file, numbers)[1] if is_doubtful(file) else pl.DataFrame()
    if not pairs.is_empty():
        return _without_ids(file, rows, pairs.height, pairs["external_id"][0])
    known, others = _in_log(session, arena, file, numbers, rows)
    if is_doubtful(file) and 2 * len(others) > len(known):
        return _without_ids(file, rows, len(others), others[0].external_id)
    kept = _without(rows, known)
    later, pairs = _repeats(file, like(numbers, kept))
    refused = [
        *(Refused(one.line, one.detail) for one in others),
        *(_refused(file, pair) for pair in pairs.iter_rows(named=True)),
    ]
    return Checked(_without(kept, later), refused, len(later) - pairs.height)


def like(numbers: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the same rows with the file's numbers."""
    if rows.height == numbers.height:
        return numbers
    return numbers.join(rows.select("line"), on="line", how="semi", maintain_order="left")


def without_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows, none of which has an id."""
    return rows.with_columns(pl.lit(None, dtype=pl.String).alias("external_id"))


def is_doubtful(file: VoteFile) -> bool:
    """Return whether the file has a column that may be the id of something else."""
    return file.id_column is not None and not file.is_id_named


def _without_ids(file: VoteFile, rows: pl.DataFrame, count: int, example: str) -> Checked:
    return Checked(without_ids(rows), [], not_an_id=NotAnId(file.id_column or "", count, example))


def _without(rows: pl.DataFrame, lines: pl.Series) -> pl.DataFrame:
    if lines.is_empty():
        return rows
    return rows.join(lines.to_frame(), on="line", how="anti", maintain_order="left")


def _repeats(file: VoteFile, rows: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Return the lines that have the id of an earlier one, and those of them that are other votes."""
    repeated = rows.filter(pl.col("external_id").is_not_null() & pl.col("external_id").is_duplicated())
    first = repeated.unique("external_id", keep="first", maintain_order=True)
    later = _without(repeated, first["line"])
    columns = [name for name in (*_COMPARED, *_TEXTS) if name not in {"stratum", "prompt"}]
    pairs = _differing(_with_texts(file, later), _with_texts(file, first), columns)
    return later["line"], pairs


def _in_log(
    session: ReadSession, arena: Arena, file: VoteFile, numbers: pl.DataFrame, rows: pl.DataFrame
) -> tuple[pl.Series, list[_Other]]:
    """Return the lines whose ids the log has, and those of them that are other votes."""
    known, others = [pl.Series("line", [], dtype=pl.Int64)], list[_Other]()
    named = rows.filter(pl.col("external_id").is_not_null())
    for part in named.iter_slices(_IDS_AT_ONCE) if end_of(session, arena) else ():
        found = _log(session, arena, part)
        known.append(part.join(found, on="external_id", how="semi", maintain_order="left")["line"])
        others += _conflicting(session, arena, file, numbers, _differing(part, found, _COMPARED))
    return pl.concat(known), others


class _Other(NamedTuple):
    """A row that has the id of another vote, and the reason to refuse it."""

    line: int
    external_id: str
    detail: str


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
        _numbered(_keyed(file)).gather(strata).alias("themes"),
        _numbered(stratum.language for stratum in file.strata).gather(strata).alias("language"),
        _numbered(prompt.text for prompt in file.prompts).gather(rows["prompt"]).alias("text"),
    )


def _numbered(texts: Iterable[str | tuple[str, ...]]) -> pl.Series:
    numbers: dict[str | tuple[str, ...], int] = {}
    return pl.Series(
        [numbers.setdefault(text, len(numbers)) if text else None for text in texts], dtype=pl.Int32
    )


def _refused(file: VoteFile, pair: Mapping[str, Any]) -> Refused:
    known = {name: pair[f"{name}_known"] for name in _COMPARED}
    themes = _keyed(file)
    other = difference(_content(file, known, themes), _content(file, pair, themes))
    return Refused(
        pair["line"], _reason(pair["external_id"], f"the vote in line {line_of(pair['line_known'])}", other)
    )


def _conflicting(
    session: ReadSession, arena: Arena, file: VoteFile, numbers: pl.DataFrame, pairs: pl.DataFrame
) -> Iterator[_Other]:
    """Yield the rows that say something else than the log. Other ids may stand for equal texts."""
    known = {
        row.external_id: row for row in identified.contents(session, arena.id, pairs["external_id"].unique())
    }
    columns = ("line", *_SIDES, "ranking", "ranking_known")
    own = numbers.join(pairs.select(columns), on="line", suffix="_id", maintain_order="left_right")
    themes = [] if own.is_empty() else _slugs(session, file)
    for row in own.iter_rows(named=True):
        found = known[row["external_id"]]
        ours = {name: row[f"{name}_id"] for name in (*_SIDES, "ranking")}
        content = _content(file, {**row, **ours}, themes)
        other = difference(stored(found, row["ranking_known"]), content)
        if other:
            owner = f"vote {VoteRef(arena.id, found.position).id}"
            yield _Other(row["line"], found.external_id, _reason(found.external_id, owner, other))


def _reason(external_id: str, owner: str, other: str | None) -> str:
    return f"external_id {external_id!r} belongs to {owner}, which has {other}"


def _keyed(file: VoteFile) -> list[tuple[str, ...]]:
    """Return the themes of each stratum as they are the same in all spellings."""
    return [tuple(sorted(map(key, stratum.themes))) for stratum in file.strata]


def _slugs(session: ReadSession, file: VoteFile) -> list[tuple[str, ...]]:
    """Return the themes of each stratum as the log has them."""
    known = ThemeNames(session)
    return [(known.slugged(stratum) or stratum).themes for stratum in file.strata]


def _content(file: VoteFile, row: Mapping[str, Any], themes: Sequence[tuple[str, ...]]) -> VoteContent:
    """Return what a row says, with the models as they are numbered in it, and these themes by stratum."""
    return VoteContent(
        row["model_left"],
        row["model_right"],
        row["outcome"],
        themes[row["stratum"]],
        file.strata[row["stratum"]].language,
        None if row["prompt"] is None else file.prompts[row["prompt"]].text,
        voter=row["voter"],
        voted_at=row["voted_at"],
        ranking=row["ranking"],
    )


def _log(session: ReadSession, arena: Arena, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the log's votes that have the rows' ids, with the columns to compare."""
    found = identified.with_external_ids(session, arena.id, rows["external_id"].unique())
    compared = {name: rows.schema[name] for name in _COMPARED}
    schema = {"external_id": pl.String(), "position": pl.Int64(), **compared}
    texts = {at: text_of(one) for at, one in rankings.of_votes(session, arena.id, found).items()}
    return pl.DataFrame([(*row, texts.get(row.position)) for row in found], schema=schema, orient="row")
