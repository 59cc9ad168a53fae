"""A leaderboard as its page shows it: sorted rows with drawn intervals, filters, and links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import NamedTuple
from urllib.parse import urlencode

from service.arena.boards.axes import AxisOverview
from service.arena.boards.boards import ORDERS, Board, BoardEntry, ModelFacts
from service.arena.boards.columns import PAGE_COLUMNS, Cell, Column
from service.arena.boards.likely import LikelyPlace
from service.domain.axes import OVERALL, Axis
from service.domain.boards import Standing
from service.web.charts import inline
from service.web.filters import language, theme
from service.web.pages.boards.narrowing import EVERYTHING, FIXED, USUAL, Narrowing, filter_data


@dataclass(frozen=True, slots=True)
class BoardAddress:
    """What a leaderboard's URL asks for; every link on its page changes one part of it.

    ``order`` says which places the models have, by score or by pooled rating; ``sort`` is the column by
    which the rows are sorted. ``narrowing`` says which rows are shown, and ``columns`` which columns.
    """

    arena: str
    axis: Axis
    at: str | None = None
    sort: str = "rank"
    retired: bool = True
    order: str = ORDERS[0]
    narrowing: Narrowing = field(default=EVERYTHING)
    columns: tuple[str, ...] = USUAL

    def link(self, axis: Axis | None = None, sort: str | None = None) -> str:
        """Return the query string with another axis or order; empty for the plain page."""
        chosen, column = self.axis if axis is None else axis, sort or self.sort
        parts = {"theme": chosen.theme, "language": chosen.language, "at": self.at, **self._choices}
        if column != "rank":
            parts["sort"] = column
        shown = None if self.columns == USUAL else ",".join(self.columns)
        return _query({**parts, **self.narrowing.parts, "columns": shown})

    def by(self, order: str) -> str:
        """Return the query string of the same leaderboard in another order."""
        return replace(self, order=order, sort="rank").link() or "?"

    @property
    def now(self) -> str:
        """The query string of the current leaderboard."""
        return replace(self, at=None).link()

    @property
    def cleared(self) -> str:
        """The query string of the same leaderboard with all of its rows."""
        return replace(self, narrowing=EVERYTHING).link()

    def permalink(self, position: int) -> str:
        """Return the query string of the same leaderboard as it is after the vote at a position."""
        return replace(self, at=str(position)).link()

    @property
    def answer_query(self) -> str:
        """The query string with which `/api/v1/query` answers with the rows that the filters take."""
        axis = self.axis.label
        parts = {"arenas": self.arena, "axes": axis, "at": self.at, **self.narrowing.query_parts}
        return _query(parts)

    @property
    def other_models(self) -> str:
        """The query string of the same leaderboard with retired models if they are left out, or without."""
        return replace(self, retired=not self.retired).link()

    @property
    def _choices(self) -> dict[str, str | None]:
        retired = {} if self.retired else {"retired": "false"}
        return {**retired, "order": self.order if self.order != ORDERS[0] else None}

    @property
    def axis_query(self) -> str:
        """The API's query string for the same axis."""
        return _query({"theme": self.axis.theme, "language": self.axis.language})

    @property
    def api_query(self) -> str:
        """The API's query string for the same leaderboard."""
        parts = {"theme": self.axis.theme, "language": self.axis.language, "at": self.at}
        return _query({**parts, **self._choices})


def _query(parts: dict[str, str | None]) -> str:
    present = {name: value for name, value in parts.items() if value}
    return f"?{urlencode(present, safe=',')}" if present else ""


# Finer than what is shown.
_SORT_DIGITS = 4

SORTS = "^-?(" + "|".join(PAGE_COLUMNS) + ")$"
"""The pattern of the values of `sort` in a page's URL."""


class Ends(NamedTuple):
    """Where a row's interval and its middle are drawn."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class BoardRowView:
    """A ranked model, its place in the order of the page, and its drawing there, None without a rating.

    ``data`` is what scripts sort and filter the rows by; ``hidden`` rows are filtered out.
    """

    entry: BoardEntry
    place: int | None
    ends: Ends | None
    data: Sequence[tuple[str, object]]
    hidden: bool


class UnrankedView(NamedTuple):
    """A model with too few votes, and its pooled rating, which rests mostly on its votes elsewhere."""

    standing: Standing
    facts: ModelFacts
    likely: LikelyPlace | None
    data: Sequence[tuple[str, object]]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the page: the link that sorts by it, and the current order for screen readers."""

    column: Column
    query: str
    sorted: str | None


def headings(address: BoardAddress, order: str) -> list[Heading]:
    """Return the columns of the page."""
    return [_heading(address, PAGE_COLUMNS[key]) for key in keys(order)]


def keys(order: str) -> list[str]:
    """Return the keys of the columns of the page: what the rows are ordered by is next to the models."""
    first = ("rank", "model", order, *ORDERS)
    return sorted(PAGE_COLUMNS, key=lambda key: first.index(key) if key in first else len(first))


def _heading(address: BoardAddress, column: Column) -> Heading:
    key = column.key
    first, second = ("descending", "ascending") if column.falling else ("ascending", "descending")
    order = f"-{key}" if address.sort == key else key
    return Heading(column, address.link(sort=order) or "?", {key: first, f"-{key}": second}.get(address.sort))


def shown_order(board: Board) -> str:
    """Return what the places of a leaderboard are by: by score as long as it has no pooled ratings."""
    return board.order if has_likely(board) else ORDERS[0]


def has_likely(board: Board) -> bool:
    """Return whether pooled ratings are ready: those of an arena may be older than the votes on an axis."""
    return bool(board.inferred) or any(entry.likely for entry in board.ranked)


def rows(board: Board, sort: str, narrowing: Narrowing = EVERYTHING) -> list[BoardRowView]:
    """Return the ranked models in the order asked for; those without the value come last in either order."""
    order = shown_order(board)
    ends = {entry.standing.model: _values(entry, order) for entry in board.ranked}
    on = inline.scale(value for values in ends.values() if values for value in values)
    drawn = {model: values and Ends(*map(on.at, values)) for model, values in ends.items()}
    return [
        BoardRowView(
            entry,
            place(entry, order),
            drawn[entry.standing.model],
            [*_data(entry, order), *filter_data(entry.facts)],
            not narrowing.takes(entry.standing.model, entry.facts, entry.standing.votes),
        )
        for entry in in_order(board.ranked, sort, order)
    ]


def _data(entry: BoardEntry, order: str) -> list[tuple[str, Cell]]:
    """Return the values of the columns that have one, but for the name, which is in the row."""
    values: list[tuple[str, Cell]] = [("rank", place(entry, order))]
    values += [(key, column.value(entry)) for key, column in PAGE_COLUMNS.items() if key not in FIXED]
    return [(key, _short(value)) for key, value in values if value is not None]


def _short(value: Cell) -> Cell:
    """Return a value without digits that nobody sees: rows are in order already, and every byte is sent."""
    return round(value, _SORT_DIGITS) if isinstance(value, float) else value


def unranked(board: Board, narrowing: Narrowing = EVERYTHING) -> list[UnrankedView]:
    """Return the models that are not ranked: by pooled rating, and then by slug."""
    models = [
        UnrankedView(
            standing,
            facts := board.facts[standing.model],
            board.inferred.get(standing.model),
            [
                ("votes", standing.votes),
                *([("price", facts.price.amount)] if facts.price else []),
                *filter_data(facts),
            ],
            not narrowing.takes(standing.model, facts, standing.votes),
        )
        for standing in board.unranked
    ]
    return sorted(models, key=lambda one: (-one.likely.rating if one.likely else inf, one.standing.model))


def _values(entry: BoardEntry, order: str) -> Ends | None:
    if order == ORDERS[0]:
        return Ends(entry.standing.score, entry.standing.mu, entry.standing.upper)
    return entry.likely and Ends(entry.likely.low, entry.likely.rating, entry.likely.high)


def in_order(entries: Sequence[BoardEntry], sort: str, order: str = ORDERS[0]) -> list[BoardEntry]:
    """Return the entries sorted by the column of this key, the other way around after a hyphen."""
    key = sort.removeprefix("-")
    column = PAGE_COLUMNS[key]
    values = [(place(entry, order) if key == "rank" else column.value(entry), entry) for entry in entries]
    valued = [(value, entry) for value, entry in values if value is not None]
    missing = [entry for value, entry in values if value is None]
    turned = column.falling != sort.startswith("-")
    return [entry for _, entry in sorted(valued, key=lambda pair: _order(pair[0]), reverse=turned)] + missing


def place(entry: BoardEntry, order: str) -> int | None:
    """Return a model's place in an order of the rows; None if it has none there yet."""
    return entry.rank if order == ORDERS[0] else entry.likely and entry.likely.rank


def _order(value: str | float) -> tuple[str, float]:
    return (value.casefold(), 0) if isinstance(value, str) else ("", value)


@dataclass(frozen=True, slots=True)
class AxisChoice:
    """One value of a filter, its link, and its number of votes."""

    value: str
    label: str
    query: str
    votes: int | None
    current: bool


def themes(query: BoardAddress, overviews: Sequence[AxisOverview]) -> list[AxisChoice]:
    """Return the themes to choose from, the most votes first; empty if there are none."""
    values = [(o.axis.theme, o.votes) for o in overviews if o.axis.theme and not o.axis.language]
    return _choices(values, "All themes", theme, query, lambda value: Axis(value, query.axis.language))


def languages(query: BoardAddress, overviews: Sequence[AxisOverview]) -> list[AxisChoice]:
    """Return the languages to choose from, the most votes first; empty if there are none."""
    values = [(o.axis.language, o.votes) for o in overviews if o.axis.language and not o.axis.theme]
    return _choices(values, "All languages", language, query, lambda value: Axis(query.axis.theme, value))


def _choices(
    values: Iterable[tuple[str, int]],
    every: str,
    name: Callable[[str], str],
    query: BoardAddress,
    axis: Callable[[str], Axis],
) -> list[AxisChoice]:
    ordered = sorted(values, key=lambda value: (-value[1], value[0]))
    choices = [
        AxisChoice(value, name(value), query.link(axis(value)), votes, axis(value) == query.axis)
        for value, votes in ordered
    ]
    everything = axis("")
    return (
        [AxisChoice("", every, query.link(everything) or "?", None, everything == query.axis), *choices]
        if choices
        else []
    )


def about(axis: Axis) -> str:
    """Return what the prompts of an axis have in common: ``about people in French``, ``in French``."""
    return f"about {title(axis)}" if axis.theme else title(axis)


def other_axes(axis: Axis) -> str:
    """Return what pooled ratings of an axis borrow from: ``the other themes``; empty for overall."""
    nouns = [noun for value, noun in ((axis.theme, "themes"), (axis.language, "languages")) if value]
    return f"the other {' and '.join(nouns)}" if nouns else ""


def title(axis: Axis) -> str:
    """Return an axis as a title: ``people in French``, ``overall``."""
    if axis == OVERALL:
        return "overall"
    suffix = f"in {language(axis.language)}" if axis.language else ""
    return f"{theme(axis.theme)} {suffix}".strip()
