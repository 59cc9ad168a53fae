"""The front page: the arenas, what is happening in them, and where to vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from service.arena.boards.activity import DAYS, ArenaActivity, activity
from service.arena.images.demo_progress import demo_progress
from service.domain.arenas import EVERY_ARENA
from service.domain.boards import RankedStanding
from service.domain.images import DemoProgress
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.web.charts import inline
from service.web.page_route import PageRoute
from service.web.rendering import Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Leader:
    """One of the top models of an arena; ``width`` is the width of its bar, from 0 to 100."""

    place: RankedStanding
    name: str
    width: float


@dataclass(frozen=True, slots=True)
class Entry:
    """An arena on the front page."""

    activity: ArenaActivity
    leaders: Sequence[Leader]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front page's context: the open arenas, the most votes first."""

    head: Head
    arenas: Sequence[Entry]
    votes: int
    simulated: int
    today: int
    days: int
    demo: DemoProgress | None


@router.get("/", dependencies=[Depends(reader)])
async def home(request: Request, services: Services) -> Response:
    """Return the front page."""

    async def produce() -> Content:
        entries = [Entry(item, leaders(item)) for item in await activity(services)]
        arenas = [entry.activity.arena for entry in entries]
        about = "Vote on pairs of AI-generated images without knowing who made them, and see the rankings."
        page = HomePage(
            head=Head("Which image is better?", about, "/", section="arenas"),
            arenas=entries,
            votes=sum(arena.last_position for arena in arenas),
            simulated=sum(arena.simulated(arena.last_position) for arena in arenas),
            today=sum(entry.activity.today for entry in entries),
            days=DAYS,
            demo=await demo_progress(services, arenas),
        )
        return prepared(request, services, "home.html", page)

    return await answer(request, EVERY_ARENA, produce)


def leaders(item: ArenaActivity) -> list[Leader]:
    """Return an arena's top models; the bars start at a score of zero."""
    scores = [entry.standing.score for entry in item.leaders]
    on = inline.Scale(min([0.0, *scores]), max([1.0, *scores]))
    return [
        Leader(entry, item.names[entry.standing.model], on.at(entry.standing.score)) for entry in item.leaders
    ]
