"""Two tables with shaded cells: votes by theme and language, and head-to-head win rates."""

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
"""How many shades a table has besides the empty one; the style sheet has a class for each."""

MOST_MODELS = 12
MOST_LANGUAGES = 24
MOST_WANTED = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A theme in a language: its votes, their shade, and the link to its leaderboard.

    ``leader`` is the first model by pooled rating; by score where there are none.
    """

    axis: Axis
    votes: int
    level: int
    leader: str | None
    query: str


@dataclass(frozen=True, slots=True)
class VoteMap:
    """Votes by theme and language; ``wanted`` are the cells with the fewest votes, ascending."""

    languages: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    wanted: Sequence[Cell]


def vote_map(query: BoardAddress, overviews: Sequence[AxisOverview]) -> VoteMap | None:
    """Return an arena's votes by theme and language; None if no prompt has both."""
    known = {overview.axis: overview for overview in overviews}
    ordered = sorted(overviews, key=lambda overview: (-overview.votes, overview.axis))
    languages = [o.axis.language for o in ordered if o.axis.language and not o.axis.theme]
    themes = [o.axis.theme for o in ordered if o.axis.theme and not o.axis.language]
    if not languages or not themes:
        return None
    columns = languages[:MOST_LANGUAGES]
    most = max((known[axis].votes for axis in known if axis.theme and axis.language), default=0)
    rows = [
        (theme, [_cell(query, Axis(theme, tag), known.get(Axis(theme, tag)), most) for tag in columns])
        for theme in themes
    ]
    # A cell without votes may have no prompt to vote on.
    voted = (cell for _, cells in rows for cell in cells if cell.votes)
    fewest = sorted(voted, key=lambda cell: (cell.votes, cell.axis))
    return VoteMap(columns, rows, fewest[:MOST_WANTED])


def _cell(query: BoardAddress, axis: Axis, overview: AxisOverview | None, most: int) -> Cell:
    votes = overview.votes if overview else 0
    first = overview and overview.likely_leader
    leader = first.name if first else overview and overview.leader_name
    return Cell(axis, votes, shade(votes, most), leader, query.link(axis))


def shade(value: int, most: int) -> int:
    """Return the shade of a count, 0 to `LEVELS`; the square root keeps small counts visible."""
    return 0 if value == 0 else max(1, round(LEVELS * sqrt(value / most)))


@dataclass(frozen=True, slots=True)
class Duel:
    """One model against another: its share of the votes, a tie counting half, and the shade."""

    win_rate: float
    votes: int
    shade: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Win rates: models by rank, and for each row a duel with each column, None if they never met."""

    models: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Duel | None]]
    left_out: int


def matrix(board: Board, meetings: Sequence[HeadToHead]) -> Matrix | None:
    """Return the win rates among a leaderboard's top models; None for fewer than two models."""
    ranked = [entry.standing.model for entry in board.ranked]
    top = ranked[:MOST_MODELS]
    if len(top) < 2:  # noqa: PLR2004 - it takes two
        return None
    duels = {}
    for meeting in meetings:
        rate = meeting.win_rate_a
        if rate is not None:
            duels[meeting.model_a, meeting.model_b] = _duel(rate, meeting.votes)
            duels[meeting.model_b, meeting.model_a] = _duel(1 - rate, meeting.votes)
    models = [(model, board.facts[model].name) for model in top]
    rows = [[duels.get((a, b)) for b in top] for a in top]
    return Matrix(models, rows, len(ranked) - len(top))


def _duel(rate: float, votes: int) -> Duel:
    strength = round(LEVELS * 2 * abs(rate - 0.5))
    side = "won" if rate > 1 / 2 else "lost"
    return Duel(rate, votes, f"{side}-{strength}" if strength else "even")
