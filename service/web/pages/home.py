"""The front page: the arenas, what is happening in them, and where to vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from fastapi import APIRouter, Depends, Request, Response

from service.arena.boards import axes, boards
from service.arena.boards.activity import DAYS, ArenaActivity, RecentMatchup, activity
from service.arena.images import portraits
from service.arena.images.demo_progress import demo_progress
from service.arena.queries.answers import answers
from service.domain.arenas import EVERY_ARENA, QUESTION, Arena
from service.domain.axes import OVERALL
from service.domain.boards import RankedStanding
from service.domain.images import DemoProgress, Portrait, Portraits
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.web.charts import inline
from service.web.page_route import PageRoute
from service.web.pages.boards.answers import AnswerView, answer_views
from service.web.rendering import GRACE_SECONDS, Head, prepared

MOST_RECENT = 6
"""How many recent matchups are shown, the first one not counted."""

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Leader:
    """One of the top models of an arena; ``width`` is the width of its bar, from 0 to 100."""

    place: RankedStanding
    name: str
    width: float


@dataclass(frozen=True, slots=True)
class Entry:
    """An arena in a list of arenas."""

    activity: ArenaActivity
    leaders: Sequence[Leader]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front page's context: the open arenas, the most votes first.

    ``opening`` is a recent matchup that visitors may guess the outcome of; before there is one, ``pictures``
    take its place. ``question`` is that of its arena. ``answers`` are those of the first arena.
    """

    head: Head
    arenas: Sequence[Entry]
    portraits: Portraits
    opening: tuple[Arena, RecentMatchup] | None
    question: str
    pictures: Sequence[Portrait]
    recent: Sequence[tuple[Arena, RecentMatchup]]
    answers: Sequence[AnswerView]
    votes: int
    simulated: int
    today: int
    days: int
    demo: DemoProgress | None


@router.get("/", dependencies=[Depends(reader)])
async def home(request: Request, services: Services) -> Response:
    """Return the front page."""

    async def produce() -> Content:
        entries = [entry_of(item) for item in await activity(services)]
        page = await _page(services, entries)
        return prepared(request, services, "home.html", page, grace=GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)


async def _page(services: Services, entries: Sequence[Entry]) -> HomePage:
    arenas = [entry.activity.arena for entry in entries]
    opening, recent = matchups(entries)
    seen = await portraits.everywhere(services)
    votable = [entry.activity.arena for entry in entries if entry.activity.votable]
    asking = opening[0] if opening else next(iter(votable), None)
    question = asking.question if asking else QUESTION
    about = "Vote on pairs of AI-generated images without knowing who made them, and see the rankings."
    return HomePage(
        head=Head(question, about, "/"),
        arenas=entries,
        portraits=seen,
        opening=opening,
        question=question,
        pictures=[] if opening else [own[0] for own in seen.values()][:2],
        recent=recent,
        answers=await _answers(services, arenas[0]) if arenas and arenas[0].last_position else [],
        votes=sum(arena.last_position for arena in arenas),
        simulated=sum(arena.simulated(arena.last_position) for arena in arenas),
        today=sum(entry.activity.today for entry in entries),
        days=DAYS,
        demo=await demo_progress(services, arenas),
    )


async def _answers(services: Services, arena: Arena) -> list[AnswerView]:
    board = await boards.leaderboard(services, arena.slug, OVERALL)
    _, known = await services.database.read(axes.overview, arena.slug)
    return answer_views(await answers(services, board, known))


def matchups(
    entries: Sequence[Entry],
) -> tuple[tuple[Arena, RecentMatchup] | None, list[tuple[Arena, RecentMatchup]]]:
    """Return the matchup that the page opens with, and the others: by turns one of each arena.

    The first is one with a better image, from an arena that visitors can vote in. A prompt in the language of
    the page comes before others.
    """
    queues = [[(entry.activity, pair) for pair in entry.activity.pairs] for entry in entries]
    turns = [turn for row in zip_longest(*queues) for turn in row if turn]
    openings = [(item.arena, pair) for item, pair in turns if pair.decided and item.votable]
    opening = min(openings, key=_is_foreign, default=None)
    first = opening and opening[1]
    return opening, [(item.arena, pair) for item, pair in turns if pair is not first][:MOST_RECENT]


def _is_foreign(opening: tuple[Arena, RecentMatchup]) -> bool:
    _, pair = opening
    return not (pair.language or "").startswith("en")


def entry_of(item: ArenaActivity) -> Entry:
    """Return an arena as lists of arenas show it."""
    return Entry(item, leaders(item))


def leaders(item: ArenaActivity) -> list[Leader]:
    """Return an arena's top models; the bars start at a score of zero."""
    scores = [entry.standing.score for entry in item.leaders]
    on = inline.Scale(min([0.0, *scores]), max([1.0, *scores]))
    return [
        Leader(entry, item.names[entry.standing.model], on.at(entry.standing.score)) for entry in item.leaders
    ]
