"""Rankings in a file: two columns of lists, one of models and one of their ranks.

Among a file's rows, a ranking is a text of its models' numbers and their ranks, best first: `3:1 0:2 7:2`.
Equal rankings have equal texts, whether the numbers are the file's or the database's ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import polars as pl

from service.arena.imports.readers.frames import Refused
from service.arena.imports.votes.columns import RANKING
from service.arena.imports.votes.lists import items_of
from service.domain.rankings import Ranking, ranking_of
from service.domain.votes import RANKED
from service.errors import Invalid

OUTCOME = "\x1eoutcome"
"""The column of what `RankingColumn` found to be the outcome, null for rows that are no rankings."""

# With more different rankings than this, memory costs more than reading them again.
_REMEMBERED = 200_000

_PAIR = ("model_left", "model_right", "outcome")
_FOUND = {"model_left": pl.String, "model_right": pl.String, OUTCOME: pl.Int16, "ranking": pl.String}
_Found = tuple[str, str, int, str | None]


def text_of(ranking: Ranking[int]) -> str:
    """Return the text of a ranking of numbered models."""
    return " ".join(f"{model}:{rank}" for model, rank in zip(*ranking, strict=True))


def parse(text: str) -> Ranking[int]:
    """Return the ranking behind its text."""
    models, ranks = zip(*(map(int, place.split(":")) for place in text.split()), strict=True)
    return Ranking(models, ranks)


def renumbered(column: pl.Series, number_of: Callable[[int], int]) -> pl.Series:
    """Return the texts with other numbers for their models; one step in Python for each distinct text."""
    texts = column.drop_nulls().unique()
    if texts.is_empty():
        return column
    changed = []
    for text in texts:
        ranking = parse(text)
        changed.append(text_of(ranking._replace(models=tuple(map(number_of, ranking.models)))))
    return column.replace_strict(texts, changed, default=None, return_dtype=pl.String)


def models_in(column: pl.Series) -> set[int]:
    """Return the numbers of all models in the texts of a column."""
    return {model for text in column.drop_nulls().unique() for model in parse(text).models}


def repeating(column: pl.Series) -> list[str]:
    """Return the texts in which a model stands twice."""
    texts = column.drop_nulls().unique()
    return [text for text in texts if len(set(models := parse(text).models)) < len(models)]


def placed(rows: pl.DataFrame) -> Iterator[tuple[int, Ranking[int]]]:
    """Yield the positions and the rankings of those rows that have one."""
    for position, text in rows.select("position", "ranking").drop_nulls().iter_rows():
        yield position, parse(text)


class RankingColumn:
    """Reads the rankings of a file. ``number`` returns the number of a model's name, or raises Invalid."""

    def __init__(self, number: Callable[[str], int]) -> None:
        self._number = number
        self._known: dict[tuple[str, str], _Found | str] = {}

    def settled(self, text: pl.DataFrame, line: str) -> tuple[pl.DataFrame, list[Refused]]:
        """Return the rows with the first and last model of each ranking, and those that are wrong, refused.

        Rows without models are votes on a pair and stay as they are. A ranking of two becomes such a vote.
        """
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        cells = text.select(line, *RANKING)
        found: list[tuple[int, *_Found]] = []
        refused: list[Refused] = []
        for number, models, ranks in cells.filter(pl.col("models").is_not_null()).iter_rows():
            one = self._known.get((models, ranks or "")) or self._learn(models, ranks or "")
            if isinstance(one, str):
                refused.append(Refused(number, one))
            else:
                found.append((number, *one))
        known = pl.DataFrame(found, schema={line: pl.Int64, **_FOUND}, orient="row")
        wrong = pl.DataFrame({line: [one.line for one in refused]}, schema={line: pl.Int64})
        return _filled(text.join(wrong, on=line, how="anti", maintain_order="left"), known, line), refused

    def _learn(self, models: str, ranks: str) -> _Found | str:
        try:
            one = self._known[models, ranks] = self._of(items_of(models), items_of(ranks))
        except Invalid as error:
            return error.detail
        return one

    def _of(self, names: tuple[str, ...], ranks: tuple[str, ...]) -> _Found:
        numbers = [self._number(name) for name in names]
        ranking = ranking_of(numbers, list(_numbers(ranks)))
        left, right = (names[numbers.index(ranking.models[i])] for i in (0, -1))
        is_pair = ranking.outcome != RANKED
        return left, right, int(ranking.outcome), None if is_pair else text_of(ranking)


def _numbers(ranks: Iterable[str]) -> Iterator[float]:
    for rank in ranks:
        try:
            yield float(rank)
        except ValueError:
            raise Invalid(f"the rank {rank[:50]!r} is not a number") from None


def _filled(text: pl.DataFrame, known: pl.DataFrame, line: str) -> pl.DataFrame:
    """Return the rows with what was found for rankings; their own cells for a pair do not count."""
    joined = text.join(known, on=line, how="left", suffix="_found", maintain_order="left")
    is_ranking = pl.col(OUTCOME).is_not_null()
    sides = (pl.when(is_ranking).then(f"{side}_found").otherwise(side).alias(side) for side in _PAIR[:2])
    outcome = pl.when(~is_ranking).then("outcome").alias("outcome")
    return joined.with_columns(*sides, outcome).drop(f"{side}_found" for side in _PAIR[:2])
