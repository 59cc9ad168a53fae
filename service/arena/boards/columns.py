"""The columns of a leaderboard: one entry in one table for each, read by all who print a leaderboard.

The API's rows, the files (CSV, NDJSON, Parquet), the arena's page, the frame for other sites, a voter's own
leaderboard and the terminal all take their columns from `COLUMNS`. A new column is one entry here; as a field
of the API it also needs its type, in `service.api.schemas.boards`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from service.arena.boards.boards import Board, BoardEntry
from service.domain.boards import Standing

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class TerminalColumn:
    """How the command line shows a column."""

    header: str
    text: Callable[[BoardEntry], str]


def _empty(_: BoardEntry) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column, and what it is about.

    Its value is `of_standing` if a model's standing alone has it, otherwise `of_entry`. It is a cell of a
    file, and a field of the API unless ``in_json`` is off. ``nullable`` is the type of a column whose every
    cell may be empty, so that a file's types do not depend on its rows.

    A column with a ``label`` is on the arena's page: ``key`` names it in the page's address, and ``format``
    the filter that writes its value. Sorting begins with the largest value if the column is ``falling``.
    ``embedded`` columns are also in the frame for other sites.
    """

    name: str
    about: str
    of_entry: Callable[[BoardEntry], Cell] = _empty
    of_standing: Callable[[Standing], Cell] | None = None
    in_json: bool = True
    nullable: type[str | float | int] | None = None
    label: str = ""
    key: str = ""
    format: str | None = None
    falling: bool = False
    embedded: bool = False
    terminal: TerminalColumn | None = None

    def value(self, entry: BoardEntry) -> Cell:
        """Return the column's value for a ranked model."""
        return self.of_standing(entry.standing) if self.of_standing else self.of_entry(entry)


COLUMNS = (
    Column(
        name="rank",
        about="The place by score. Equal scores share a rank.",
        of_entry=lambda e: e.rank,
        label="Rank",
        key="rank",
        embedded=True,
        terminal=TerminalColumn("rank", lambda e: str(e.rank)),
    ),
    Column(
        name="rank_low",
        about="The best place that the votes allow, at 95 % for all models at once.",
        of_entry=lambda e: e.interval.rank_low,
        terminal=TerminalColumn("of", lambda e: f"{e.interval.rank_low}–{e.interval.rank_high}"),
    ),
    Column(
        name="rank_high",
        about="The worst place that the votes allow, at 95 % for all models at once.",
        of_entry=lambda e: e.interval.rank_high,
    ),
    Column(
        name="model",
        about="The model's slug.",
        of_entry=lambda e: e.standing.model,
        terminal=TerminalColumn(
            "model", lambda e: f"{e.standing.model} (retired)" if e.facts.retired else e.standing.model
        ),
    ),
    Column(
        name="name",
        about="The model's name.",
        of_entry=lambda e: e.facts.name,
        label="Model",
        key="model",
        embedded=True,
    ),
    Column(
        name="organization",
        about="The slug of its maker.",
        of_entry=lambda e: e.facts.organization,
        nullable=str,
    ),
    Column(
        name="license", about="The name of its license.", of_entry=lambda e: e.facts.license, nullable=str
    ),
    Column(name="retired", about="Whether the model is retired.", of_entry=lambda e: e.facts.retired),
    Column(
        name="score",
        about="`mu - 3 * sigma`, a level that the model almost certainly reaches.",
        of_standing=lambda s: s.score,
        label="Score",
        key="score",
        format="number",
        falling=True,
        embedded=True,
        terminal=TerminalColumn("score", lambda e: f"{e.standing.score:.2f}"),
    ),
    Column(
        name="mu",
        about="The TrueSkill rating.",
        of_standing=lambda s: s.mu,
        terminal=TerminalColumn("mu", lambda e: f"{e.standing.mu:.2f}"),
    ),
    Column(
        name="sigma",
        about="The uncertainty of the TrueSkill rating.",
        of_standing=lambda s: s.sigma,
        terminal=TerminalColumn("sigma", lambda e: f"{e.standing.sigma:.2f}"),
    ),
    Column(
        name="votes",
        about="How many votes count.",
        of_standing=lambda s: s.votes,
        label="Votes",
        key="votes",
        format="count",
        falling=True,
        embedded=True,
        terminal=TerminalColumn("votes", lambda e: str(e.standing.votes)),
    ),
    Column(name="wins", about="How many of them it won.", of_standing=lambda s: s.wins),
    Column(name="losses", about="How many of them it lost.", of_standing=lambda s: s.losses),
    Column(name="ties", about="How many of them were ties.", of_standing=lambda s: s.ties),
    Column(
        name="both_bad", about="How many of them called both images bad.", of_standing=lambda s: s.both_bad
    ),
    Column(
        name="win_rate",
        about="The share of votes that it won; a draw is half a vote.",
        of_standing=lambda s: s.win_rate,
        label="Win rate",
        key="won",
        format="percent",
        falling=True,
        terminal=TerminalColumn("won", lambda e: f"{e.standing.win_rate or 0:.0%}"),
    ),
    Column(
        name="bt_rating",
        about="The Bradley–Terry rating, from head-to-head counts alone, in points.",
        of_entry=lambda e: e.interval.rating,
        terminal=TerminalColumn("BT", lambda e: f"{e.interval.rating:.0f}"),
    ),
    Column(
        name="bt_low",
        about="The lower end of its 95 % interval.",
        of_entry=lambda e: e.interval.low,
        terminal=TerminalColumn("95 %", lambda e: f"{e.interval.low:.0f}–{e.interval.high:.0f}"),
    ),
    Column(name="bt_high", about="The upper end of its 95 % interval.", of_entry=lambda e: e.interval.high),
    Column(
        name="likely",
        about="The pooled rating, in points: the axis's own votes, and what votes on other "
        "axes say. Null until it is computed.",
        of_entry=lambda e: e.likely and e.likely.rating,
        nullable=float,
        label="Likely",
        key="likely",
        format="points",
        falling=True,
        embedded=True,
        terminal=TerminalColumn("likely", lambda e: f"{e.likely.rating:.0f}" if e.likely else ""),
    ),
    Column(
        name="likely_low",
        about="The lower end of the 95 % interval of `likely`.",
        of_entry=lambda e: e.likely and e.likely.low,
        nullable=float,
        terminal=TerminalColumn(
            "95 %", lambda e: f"{e.likely.low:.0f}–{e.likely.high:.0f}" if e.likely else ""
        ),
    ),
    Column(
        name="likely_high",
        about="The upper end of the 95 % interval of `likely`.",
        of_entry=lambda e: e.likely and e.likely.high,
        nullable=float,
    ),
    Column(
        name="likely_rank",
        about="The place by `likely`.",
        of_entry=lambda e: e.likely and e.likely.rank,
        nullable=int,
    ),
    Column(
        name="exposure",
        about="Whether its place by score is owed to its few votes.",
        of_entry=lambda e: e.exposure,
    ),
    Column(
        name="better_than",
        about="How many ranked models are decided to be worse.",
        of_entry=lambda e: e.better_than,
        terminal=TerminalColumn("better than", lambda e: str(e.better_than)),
    ),
    Column(
        name="worse_than",
        about="How many ranked models are decided to be better.",
        of_entry=lambda e: e.worse_than,
        terminal=TerminalColumn("worse than", lambda e: str(e.worse_than)),
    ),
    # The API's field holds the provider too; a file has one cell for the amount.
    Column(
        name="price",
        about="The price of an image: the lowest that is offered now.",
        of_entry=lambda e: e.facts.price and e.facts.price.amount,
        nullable=float,
        label="Price",
        key="price",
    ),
    Column(
        name="latency_ms",
        about="How long the provider with the lowest price says that an image takes, in milliseconds.",
        of_entry=lambda e: e.facts.price and e.facts.price.latency_ms,
        nullable=int,
        label="Speed",
        key="speed",
        format="seconds",
    ),
    Column(
        name="released",
        about="The date of its release, as exactly as it is known.",
        of_entry=lambda e: e.facts.released,
        nullable=str,
        label="Released",
        key="released",
        format="month",
        falling=True,
    ),
    Column(
        name="currency",
        about="The currency of the price.",
        of_entry=lambda e: e.facts.price and e.facts.price.currency,
        in_json=False,
        nullable=str,
    ),
)
"""Every column, in the order in which all interfaces show them."""

PAGE_COLUMNS = {column.key: column for column in COLUMNS if column.label}
"""The columns of the arena's page, by their keys."""

ABOUT = {column.name: column.about for column in COLUMNS}
"""What each column is about, in the words of the OpenAPI document."""

NAMES = tuple(column.name for column in COLUMNS)
NULLABLE = {column.name: column.nullable for column in COLUMNS if column.nullable}
TERMINAL_COLUMNS = tuple(column.terminal for column in COLUMNS if column.terminal)
_JSON = tuple((column.name, column.of_standing, column.of_entry) for column in COLUMNS if column.in_json)
_OF_STANDING = tuple((column.name, column.of_standing) for column in COLUMNS if column.of_standing)


def fields(entry: BoardEntry) -> dict[str, Cell]:
    """Return a row of the API by its fields, with the price as its amount."""
    # `Column.value` in line: a third of the time of a row.
    standing = entry.standing
    return {
        name: of_standing(standing) if of_standing else of_entry(entry)
        for name, of_standing, of_entry in _JSON
    }


def rating_fields(standing: Standing) -> dict[str, Cell]:
    """Return the fields that a standing alone has: score, rating, counts and win rate."""
    return {name: value(standing) for name, value in _OF_STANDING}


def table(board: Board) -> list[dict[str, Cell]]:
    """Return a leaderboard as the rows of a file, one cell for each of `NAMES`."""
    return [{column.name: column.value(entry) for column in COLUMNS} for entry in board.ranked]
