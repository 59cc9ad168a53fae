"""A leaderboard as its page shows it: sorted rows with drawn intervals, filters, and links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from service.arena.boards.axes import Overview
from service.arena.boards.boards import Board, Facts
from service.domain.axes import OVERALL, Axis
from service.domain.boards import Interval, Ranked, Standing
from service.web.charts import inline
from service.web.charts.inline import Scale
from service.web.filters import language, theme

# What the drawn interval and the score are made of.
SIGMAS = 3


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """What a leaderboard's URL asks for; every link on its page changes one part of it."""

    arena: str
    axis: Axis
    at: str | None = None
    sort: str = "rank"

    def link(self, axis: Axis | None = None, sort: str | None = None) -> str:
        """Return the query string with another axis or order; empty for the plain page."""
        chosen, order = self.axis if axis is None else axis, sort or self.sort
        parts = {"theme": chosen.theme, "language": chosen.language, "at": self.at}
        if order != "rank":
            parts["sort"] = order
        return _query(parts)

    @property
    def now(self) -> str:
        """The query string of the current leaderboard."""
        return BoardQuery(self.arena, self.axis, None, self.sort).link()

    @property
    def axis_query(self) -> str:
        """The API's query string for the same axis."""
        return _query({"theme": self.axis.theme, "language": self.axis.language})

    @property
    def api_query(self) -> str:
        """The API's query string for the same leaderboard."""
        return _query({"theme": self.axis.theme, "language": self.axis.language, "at": self.at})


def _query(parts: dict[str, str | None]) -> str:
    present = {name: value for name, value in parts.items() if value}
    return f"?{urlencode(present)}" if present else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A ranked model; ``low``, ``mid``, and ``high`` are positions on its drawing."""

    rank: int
    interval: Interval
    standing: Standing
    facts: Facts
    low: float
    mid: float
    high: float

    @property
    def top(self) -> float:
        """Where the interval ends, as a rating."""
        return self.standing.mu + SIGMAS * self.standing.sigma


_LAST = float("inf")
# What a column is sorted by, its usual direction first.
_KEYS: dict[str, Callable[[Row], Any]] = {
    "rank": lambda row: row.rank,
    "model": lambda row: row.facts.name.casefold(),
    "score": lambda row: -row.standing.score,
    "votes": lambda row: -row.standing.votes,
    "won": lambda row: -(row.standing.win_rate or 0),
    "price": lambda row: row.facts.price.amount if row.facts.price else _LAST,
}
_LABELS = {
    "rank": "Rank",
    "model": "Model",
    "score": "Score",
    "votes": "Votes",
    "won": "Win rate",
    "price": "Price",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column heading: the link that sorts by it, and its ``aria-sort``."""

    key: str
    label: str
    query: str
    sorted: str | None


def columns(query: BoardQuery) -> list[Column]:
    """Return the headings of the leaderboard."""
    headings = []
    for key, label in _LABELS.items():
        order = f"-{key}" if query.sort == key else key
        falling = key in {"score", "votes", "won"}
        directions = ("descending", "ascending") if falling else ("ascending", "descending")
        state = {key: directions[0], f"-{key}": directions[1]}.get(query.sort)
        headings.append(Column(key, label, query.link(sort=order) or "?", state))
    return headings


def rows(board: Board, sort: str) -> list[Row]:
    """Return the ranked models in an order; those without a price come last whatever the direction."""
    on = inline.scale(
        value for ranked, _ in board.ranked for value in (ranked.standing.score, _top(ranked.standing))
    )
    unsorted = [_row(ranked, interval, board, on) for ranked, interval in board.ranked]
    key = _KEYS[sort.removeprefix("-")]
    by_key = sorted(unsorted, key=key, reverse=sort.startswith("-"))
    return sorted(by_key, key=lambda row: key(row) == _LAST)


def _row(ranked: Ranked, interval: Interval, board: Board, on: Scale) -> Row:
    standing = ranked.standing
    places = (on.at(standing.score), on.at(standing.mu), on.at(_top(standing)))
    return Row(ranked.rank, interval, standing, board.facts[standing.model], *places)


def _top(standing: Standing) -> float:
    return standing.mu + SIGMAS * standing.sigma


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: its link, and its number of votes."""

    label: str
    query: str
    votes: int | None
    current: bool


def themes(query: BoardQuery, overviews: Sequence[Overview]) -> list[Choice]:
    """Return the themes to choose from, the most votes first; empty if there are none."""
    values = [(o.axis.theme, o.votes) for o in overviews if o.axis.theme and not o.axis.language]
    return _choices(values, "All themes", theme, query, lambda value: Axis(value, query.axis.language))


def languages(query: BoardQuery, overviews: Sequence[Overview]) -> list[Choice]:
    """Return the languages to choose from, the most votes first; empty if there are none."""
    values = [(o.axis.language, o.votes) for o in overviews if o.axis.language and not o.axis.theme]
    return _choices(values, "All languages", language, query, lambda value: Axis(query.axis.theme, value))


def _choices(
    values: Iterable[tuple[str, int]],
    every: str,
    name: Callable[[str], str],
    query: BoardQuery,
    axis: Callable[[str], Axis],
) -> list[Choice]:
    ordered = sorted(values, key=lambda value: (-value[1], value[0]))
    choices = [
        Choice(name(value), query.link(axis(value)), votes, axis(value) == query.axis)
        for value, votes in ordered
    ]
    everything = axis("")
    return (
        [Choice(every, query.link(everything) or "?", None, everything == query.axis), *choices]
        if choices
        else []
    )


def about(axis: Axis) -> str:
    """Return what the prompts of an axis have in common: ``about people in French``, ``in French``."""
    return f"about {title(axis)}" if axis.theme else title(axis)


def title(axis: Axis) -> str:
    """Return an axis as a title: ``people in French``, ``overall``."""
    if axis == OVERALL:
        return "overall"
    suffix = f"in {language(axis.language)}" if axis.language else ""
    return f"{theme(axis.theme)} {suffix}".strip()
