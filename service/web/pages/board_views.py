"""A board as its page shows it: rows with drawn intervals, sorted as asked, and links to everything else."""

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
class Asked:
    """What a board's address asks for; every link on its page changes one part of it."""

    arena: str
    axis: Axis
    at: str | None = None
    sort: str = "rank"

    def query(self, axis: Axis | None = None, sort: str | None = None) -> str:
        """Return the same query with another axis or order; empty for the plain page."""
        chosen, order = self.axis if axis is None else axis, sort or self.sort
        parts = {"theme": chosen.theme, "language": chosen.language, "at": self.at}
        if order != "rank":
            parts["sort"] = order
        return _query(parts)

    @property
    def now(self) -> str:
        """The query of the same board as it is now."""
        return Asked(self.arena, self.axis, None, self.sort).query()

    @property
    def axis_query(self) -> str:
        """What the API is asked for the same axis."""
        return _query({"theme": self.axis.theme, "language": self.axis.language})

    @property
    def api_query(self) -> str:
        """What the API is asked for the same board."""
        return _query({"theme": self.axis.theme, "language": self.axis.language, "at": self.at})


def _query(parts: dict[str, str | None]) -> str:
    given = {name: value for name, value in parts.items() if value}
    return f"?{urlencode(given)}" if given else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A ranked model; ``low``, ``mid`` and ``high`` are places on its drawing."""

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
    """A heading: the link that sorts by it, and what screen readers hear of the present order."""

    key: str
    label: str
    query: str
    sorted: str | None


def columns(asked: Asked) -> list[Column]:
    """Return the headings of the board."""
    made = []
    for key, label in _LABELS.items():
        order = f"-{key}" if asked.sort == key else key
        falling = key in {"score", "votes", "won"}
        words = ("descending", "ascending") if falling else ("ascending", "descending")
        state = {key: words[0], f"-{key}": words[1]}.get(asked.sort)
        made.append(Column(key, label, asked.query(sort=order) or "?", state))
    return made


def rows(board: Board, sort: str) -> list[Row]:
    """Return the ranked models in the order asked for; those without a price stay behind those with one."""
    on = inline.scale(
        value for ranked, _ in board.ranked for value in (ranked.standing.score, _top(ranked.standing))
    )
    made = [_row(ranked, interval, board, on) for ranked, interval in board.ranked]
    key = _KEYS[sort.removeprefix("-")]
    found = sorted(made, key=key, reverse=sort.startswith("-"))
    return sorted(found, key=lambda row: key(row) == _LAST)


def _row(ranked: Ranked, interval: Interval, board: Board, on: Scale) -> Row:
    standing = ranked.standing
    places = (on.at(standing.score), on.at(standing.mu), on.at(_top(standing)))
    return Row(ranked.rank, interval, standing, board.facts[standing.model], *places)


def _top(standing: Standing) -> float:
    return standing.mu + SIGMAS * standing.sigma


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: where it leads, and how many votes are there."""

    label: str
    query: str
    votes: int | None
    current: bool


def themes(asked: Asked, found: Sequence[Overview]) -> list[Choice]:
    """Return the themes to choose from, those with the most votes first; none where there are none."""
    values = [(o.axis.theme, o.votes) for o in found if o.axis.theme and not o.axis.language]
    return _choices(values, "All themes", theme, asked, lambda value: Axis(value, asked.axis.language))


def languages(asked: Asked, found: Sequence[Overview]) -> list[Choice]:
    """Return the languages to choose from, in the same way."""
    values = [(o.axis.language, o.votes) for o in found if o.axis.language and not o.axis.theme]
    return _choices(values, "All languages", language, asked, lambda value: Axis(asked.axis.theme, value))


def _choices(
    values: Iterable[tuple[str, int]],
    every: str,
    name: Callable[[str], str],
    asked: Asked,
    axis: Callable[[str], Axis],
) -> list[Choice]:
    ordered = sorted(values, key=lambda value: (-value[1], value[0]))
    made = [
        Choice(name(value), asked.query(axis(value)), votes, axis(value) == asked.axis)
        for value, votes in ordered
    ]
    everything = axis("")
    return (
        [Choice(every, asked.query(everything) or "?", None, everything == asked.axis), *made] if made else []
    )


def about(axis: Axis) -> str:
    """Return what the prompts of an axis have in common: ``about people in French``, ``in French``."""
    return f"about {title(axis)}" if axis.theme else title(axis)


def title(axis: Axis) -> str:
    """Return an axis as a title: ``people in French``, ``overall``."""
    if axis == OVERALL:
        return "overall"
    spoken = f"in {language(axis.language)}" if axis.language else ""
    return f"{theme(axis.theme)} {spoken}".strip()
