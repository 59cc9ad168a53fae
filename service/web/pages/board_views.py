"""A leaderboard as its page shows it: sorted rows with drawn intervals, filters, and links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from service.arena.boards.axes import AxisOverview
from service.arena.boards.boards import Board, BoardEntry
from service.arena.boards.columns import PAGE_COLUMNS, Column
from service.domain.axes import OVERALL, Axis
from service.web.charts import inline
from service.web.charts.inline import Scale
from service.web.filters import language, theme


@dataclass(frozen=True, slots=True)
class BoardAddress:
    """What a leaderboard's URL asks for; every link on its page changes one part of it."""

    arena: str
    axis: Axis
    at: str | None = None
    sort: str = "rank"
    retired: bool = True

    def link(self, axis: Axis | None = None, sort: str | None = None) -> str:
        """Return the query string with another axis or order; empty for the plain page."""
        chosen, order = self.axis if axis is None else axis, sort or self.sort
        parts = {"theme": chosen.theme, "language": chosen.language, "at": self.at, **self._retired}
        if order != "rank":
            parts["sort"] = order
        return _query(parts)

    @property
    def now(self) -> str:
        """The query string of the current leaderboard."""
        return replace(self, at=None).link()

    @property
    def other_models(self) -> str:
        """The query string of the same leaderboard with retired models if they are left out, or without."""
        return replace(self, retired=not self.retired).link()

    @property
    def _retired(self) -> dict[str, str | None]:
        return {} if self.retired else {"retired": "false"}

    @property
    def axis_query(self) -> str:
        """The API's query string for the same axis."""
        return _query({"theme": self.axis.theme, "language": self.axis.language})

    @property
    def api_query(self) -> str:
        """The API's query string for the same leaderboard."""
        parts = {"theme": self.axis.theme, "language": self.axis.language, "at": self.at}
        return _query({**parts, **self._retired})


def _query(parts: dict[str, str | None]) -> str:
    present = {name: value for name, value in parts.items() if value}
    return f"?{urlencode(present)}" if present else ""


ORDERS = "^-?(" + "|".join(PAGE_COLUMNS) + ")$"
"""The pattern of the values of `sort` in a page's URL."""


@dataclass(frozen=True, slots=True)
class BoardRowView:
    """A ranked model; ``low``, ``mid`` and ``high`` are positions on its drawing."""

    entry: BoardEntry
    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the page: the link that sorts by it, and the current order for screen readers."""

    column: Column
    query: str
    sorted: str | None


def headings(address: BoardAddress) -> list[Heading]:
    """Return the columns of the page."""
    return [_heading(address, column) for column in PAGE_COLUMNS.values()]


def _heading(address: BoardAddress, column: Column) -> Heading:
    key = column.key
    first, second = ("descending", "ascending") if column.falling else ("ascending", "descending")
    order = f"-{key}" if address.sort == key else key
    return Heading(column, address.link(sort=order) or "?", {key: first, f"-{key}": second}.get(address.sort))


def rows(board: Board, sort: str) -> list[BoardRowView]:
    """Return the ranked models in the order asked for; those without the value come last in either order."""
    on = inline.scale(value for e in board.ranked for value in (e.standing.score, e.standing.upper))
    return [_row(entry, on) for entry in in_order(board.ranked, sort)]


def in_order(entries: Sequence[BoardEntry], sort: str) -> list[BoardEntry]:
    """Return the entries sorted by the column of this key, the other way around after a hyphen."""
    column = PAGE_COLUMNS[sort.removeprefix("-")]
    valued = [(value, entry) for entry in entries if (value := column.value(entry)) is not None]
    missing = [entry for entry in entries if column.value(entry) is None]
    turned = column.falling != sort.startswith("-")
    return [entry for _, entry in sorted(valued, key=lambda pair: _order(pair[0]), reverse=turned)] + missing


def _order(value: str | float) -> tuple[str, float]:
    return (value.casefold(), 0) if isinstance(value, str) else ("", value)


def _row(entry: BoardEntry, on: Scale) -> BoardRowView:
    standing = entry.standing
    return BoardRowView(entry, on.at(standing.score), on.at(standing.mu), on.at(standing.upper))


@dataclass(frozen=True, slots=True)
class AxisChoice:
    """One value of a filter: its link, and its number of votes."""

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
        AxisChoice(name(value), query.link(axis(value)), votes, axis(value) == query.axis)
        for value, votes in ordered
    ]
    everything = axis("")
    return (
        [AxisChoice(every, query.link(everything) or "?", None, everything == query.axis), *choices]
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
