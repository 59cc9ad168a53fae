"""The front page: which arenas there are, what is happening in them, and where one may vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from service.arena.boards.activity import DAYS, ArenaActivity, activity
from service.arena.images.demo_progress import demo_progress
from service.domain.boards import Ranked
from service.domain.images import DemoProgress
from service.http.deps import Services, no_query, reader
from service.http.response_cache import EVERY_ARENA, Content
from service.http.responses import answer
from service.web.charts import inline
from service.web.rendering import Head, prepared

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Leader:
    """One of the first of a board; ``width`` is that of its bar, from 0 to 100."""

    place: Ranked
    name: str
    width: float


@dataclass(frozen=True, slots=True)
class Entry:
    """An arena on the front page."""

    happening: ArenaActivity
    leaders: Sequence[Leader]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front page's context: the arenas that are open, those with the most votes first."""

    head: Head
    arenas: Sequence[Entry]
    votes: int
    simulated: int
    today: int
    days: int
    demo: DemoProgress | None


@router.get("/", dependencies=[Depends(reader), Depends(no_query)])
async def home(request: Request, services: Services) -> Response:
    """Return the front page."""

    async def produce() -> Content:
        found = await activity(services)
        about = "Blind votes on pairs of images, and the rankings they make."
        page = HomePage(
            head=Head("Which image is better?", about, "/", section="arenas"),
            arenas=[Entry(happening, leaders(happening)) for happening in found],
            votes=sum(happening.arena.last_position for happening in found),
            simulated=sum(h.arena.simulated(h.arena.last_position) for h in found),
            today=sum(happening.today for happening in found),
            days=DAYS,
            demo=await demo_progress(services, [happening.arena for happening in found]),
        )
        return prepared(request, services, "home.html", page)

    return await answer(request, EVERY_ARENA, produce)


def leaders(happening: ArenaActivity) -> list[Leader]:
    """Return the first of an arena's board; the bars begin where a model without any merit would be."""
    scores = [entry.standing.score for entry in happening.leaders]
    on = inline.Scale(min([0.0, *scores]), max([1.0, *scores]))
    return [
        Leader(entry, happening.names[entry.standing.model], on.at(entry.standing.score))
        for entry in happening.leaders
    ]
