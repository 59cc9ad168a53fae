"""Two tables that are read as maps: votes by theme and language, and who beats whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from service.arena.boards.axes import AxisOverview
from service.arena.boards.boards import Board
from service.arena.boards.head_to_head import HeadToHead
from service.domain.axes import Axis
from service.web.pages.board_views import BoardAddress

LEVELS = 5
"""How many shades a map has beside that for nothing; the style sheet has a class for each."""

MOST_MODELS = 20
MOST_LANGUAGES = 24
MOST_WANTED = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A theme in a language: how many votes, the shade for it, and the page of its board."""

    axis: Axis
    votes: int
    level: int
    leader: str | None
    query: str


@dataclass(frozen=True, slots=True)
class VoteMap:
    """Votes by theme and language; ``wanted`` are the cells with the fewest, the poorest first."""

    languages: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    wanted: Sequence[Cell]


def vote_map(asked: BoardAddress, found: Sequence[AxisOverview]) -> VoteMap | None:
    """Return the map of an arena's votes; None where no prompt has both a theme and a language."""
    known = {overview.axis: overview for overview in found}
    ordered = sorted(found, key=lambda overview: (-overview.votes, overview.axis))
    languages = [o.axis.language for o in ordered if o.axis.language and not o.axis.theme]
    themes = [o.axis.theme for o in ordered if o.axis.theme and not o.axis.language]
    if not languages or not themes:
        return None
    shown = languages[:MOST_LANGUAGES]
    most = max((known[axis].votes for axis in known if axis.theme and axis.language), default=0)
    rows = [
        (theme, [_cell(asked, Axis(theme, tag), known.get(Axis(theme, tag)), most) for tag in shown])
        for theme in themes
    ]
    # Where no vote ever was there may be no prompt to vote on.
    voted = (cell for _, cells in rows for cell in cells if cell.votes)
    poorest = sorted(voted, key=lambda cell: (cell.votes, cell.axis))
    return VoteMap(shown, rows, poorest[:MOST_WANTED])


def _cell(asked: BoardAddress, axis: Axis, found: AxisOverview | None, most: int) -> Cell:
    votes = found.votes if found else 0
    return Cell(axis, votes, shade(votes, most), found and found.leader_name, asked.query(axis))


def shade(value: int, most: int) -> int:
    """Return the shade of a count, by its root so that few show too: 0 for none, `LEVELS` for the most."""
    return 0 if value == 0 else max(1, round(LEVELS * sqrt(value / most)))


@dataclass(frozen=True, slots=True)
class Duel:
    """One model against another: its share of the votes, a draw counting half, and the shade."""

    win_rate: float
    votes: int
    shade: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who beats whom: models by rank, and for each row a duel with each column, None where they never met."""

    models: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Duel | None]]
    left_out: int


def matrix(board: Board, meetings: Sequence[HeadToHead]) -> Matrix | None:
    """Return the first of a board against each other; None for fewer than two."""
    ranked = [entry.standing.model for entry in board.ranked]
    shown = ranked[:MOST_MODELS]
    if len(shown) < 2:  # noqa: PLR2004 - it takes two
        return None
    duels = {}
    for meeting in meetings:
        rate = meeting.win_rate_a
        if rate is not None:
            duels[meeting.model_a, meeting.model_b] = _duel(rate, meeting.votes)
            duels[meeting.model_b, meeting.model_a] = _duel(1 - rate, meeting.votes)
    models = [(model, board.facts[model].name) for model in shown]
    rows = [[duels.get((a, b)) for b in shown] for a in shown]
    return Matrix(models, rows, len(ranked) - len(shown))


def _duel(rate: float, votes: int) -> Duel:
    strength = round(LEVELS * 2 * abs(rate - 0.5))
    side = "won" if rate > 1 / 2 else "lost"
    return Duel(rate, votes, f"{side}-{strength}" if strength else "even")
