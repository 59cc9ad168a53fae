"""Activity in the arenas: today's votes, the leaders, recent rank changes and recent matchups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.boards.ledger import ledger
from service.arena.boards.standings import standing
from service.arena.catalog import arenas
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import images, model_pages, models, prompt_categories, ratings
from service.db.queries.model_pages import ImageVoteRow
from service.db.queries.ratings import RatingRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.boards import Ordering, RankedStanding, order
from service.domain.votes import Outcome

DAYS = 7
"""The number of days over which ranks are compared."""

LEADERS = 3
MOST_MOVES = 4
MOST_PAIRS = 2
# How many of the newest votes are searched for votes on images.
_RECENT = 500


class RankMove(NamedTuple):
    """A model whose rank changed within `DAYS`; ``before`` is None if it had no rank then."""

    model: str
    name: str
    before: int | None
    rank: int


class RecentImage(NamedTuple):
    """An image of a recent matchup, with its public URL."""

    image_url: str
    width: int
    height: int
    model: str
    name: str
    won: bool


class RecentMatchup(NamedTuple):
    """The two images of a recent vote and their prompt; ``simulated`` says that the demo made the vote."""

    simulated: bool
    prompt_id: int
    prompt: str
    language: str | None
    left: RecentImage
    right: RecentImage


@dataclass(frozen=True, slots=True)
class ArenaActivity:
    """An arena that takes votes, at a glance. ``names`` has its models' names by slug."""

    arena: Arena
    votable: bool
    today: int
    ranked: int
    leaders: tuple[RankedStanding, ...]
    moves: tuple[RankMove, ...]
    pairs: tuple[RecentMatchup, ...]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Source:
    arena: Arena
    votable: bool
    names: dict[int, tuple[str, str]]
    now: Sequence[RatingRow]
    then: Sequence[RatingRow]
    votes: Sequence[ImageVoteRow]


async def activity(services: Services) -> list[ArenaActivity]:
    """Return the activity of every arena that is not retired, the arena with the most votes first."""
    today = clock.now() // clock.DAY
    text = clock.day_text(today)
    sources = await services.database.read(_read, today)
    votes = [(await ledger(services, source.arena.slug, text, text)).total.votes for source in sources]
    return [_activity(source, count) for source, count in zip(sources, votes, strict=True)]


def _read(session: ReadSession, today: int) -> list[_Source]:
    return [_of_arena(session, arena, today) for arena in arenas.running(session)]


def _of_arena(session: ReadSession, arena: Arena, today: int) -> _Source:
    axis_id = prompt_categories.find_axis(session, arena.id, OVERALL)
    now = [] if axis_id is None else ratings.of_axis(session, arena.id, axis_id)
    then = [] if axis_id is None else ratings.at_day(session, arena.id, today - DAYS, axis_id)
    known = models.of_ids(session, {row.model_id for row in now})
    return _Source(
        arena,
        bool(images.page(session, arena.id, 0, 1, prompt_id=None, model=None)),
        {model_id: (row.slug, row.name) for model_id, row in known.items()},
        now,
        then,
        model_pages.image_votes(session, arena.id, [], arena.last_position - _RECENT, MOST_PAIRS * 4),
    )


def _activity(source: _Source, today: int) -> ArenaActivity:
    now, then = (_ordering(source, rows) for rows in (source.now, source.then))
    return ArenaActivity(
        arena=source.arena,
        votable=source.votable,
        today=today,
        ranked=len(now.ranked),
        leaders=now.ranked[:LEADERS],
        moves=_moves(now, then, dict(source.names.values())),
        pairs=_matchups(source),
        names=dict(source.names.values()),
    )


def _ordering(source: _Source, rows: Sequence[RatingRow]) -> Ordering:
    return order(standing(source.arena, row, source.names[row.model_id][0]) for row in rows)


def _moves(now: Ordering, then: Ordering, names: dict[str, str]) -> tuple[RankMove, ...]:
    """Return the models whose rank changed most, none in an arena younger than the compared days."""
    if not then.ranked:
        return ()
    before = {entry.standing.model: entry.rank for entry in then.ranked}
    moves = [
        RankMove(
            entry.standing.model, names[entry.standing.model], before.get(entry.standing.model), entry.rank
        )
        for entry in now.ranked
        if before.get(entry.standing.model) != entry.rank
    ]
    worst = len(now.ranked) + 1
    return tuple(sorted(moves, key=lambda m: -abs((m.before or worst) - m.rank))[:MOST_MOVES])


def _matchups(source: _Source) -> tuple[RecentMatchup, ...]:
    """Return the newest votes on images, each prompt once, without votes that call both images bad."""
    newest: dict[str, RecentMatchup] = {}
    for row in source.votes:
        if (
            row.outcome != Outcome.BOTH_BAD
            and row.model_left in source.names
            and row.model_right in source.names
        ):
            newest.setdefault(row.text, _matchup(source, row))
    return tuple(newest.values())[:MOST_PAIRS]


def _matchup(source: _Source, row: ImageVoteRow) -> RecentMatchup:
    sides = []
    for side, winning in (("left", Outcome.LEFT), ("right", Outcome.RIGHT)):
        copy, width, height = (getattr(row, f"{side}_{name}") for name in ("copy", "width", "height"))
        slug, name = source.names[getattr(row, f"model_{side}")]
        sides.append(RecentImage(f"/images/{copy.hex()}", width, height, slug, name, row.outcome == winning))
    simulated = source.arena.is_simulated(row.position)
    return RecentMatchup(simulated, row.prompt_id, row.text, row.language or None, *sides)
