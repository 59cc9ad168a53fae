"""Votes held on arrival: the routes that list them by day and network, show them, and release them."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from service.arena.integrity import arrivals, networks, preview, reviewing
from service.arena.integrity.arrivals import Arrived, Which
from service.domain import clock
from service.domain.texts.digits import number_of
from service.web.admin.context import Context, Form
from service.web.admin.integrity.pages import HOME, crumbs_of, page_of, rows_of, show
from service.web.admin.pages import Button, Cell, Row, to
from service.web.filters import counted

router = APIRouter(prefix=f"{HOME}/arrivals", include_in_schema=False)

_NOTE = (
    "These votes came from networks over a limit. They are in the log and do not count. Release them if "
    "many people share the network, and send an invitation or set ARENA_LARGE_NETWORKS for the next time."
)


@router.get("")
async def every(context: Context, arena: str, done: str = "") -> Response:
    """Return an arena's votes that were held when they arrived, by day and network."""
    found, released = await context.services.database.read(arrivals.of_arena, arena), number_of(done)
    return await context.show(
        f"Held on arrival in {arena}",
        crumbs=crumbs_of(arena),
        notice="" if released is None else f"{counted(released, 'vote')} released.",
        notes=[_NOTE],
        columns=("Day (UTC)", "Network", "Votes", "Voters"),
        rows=[_row(arena, one) for one in found],
        empty="No vote was held on arrival.",
    )


def _row(arena: str, one: Arrived) -> Row:
    day = clock.day_text(one.day)
    network = "" if one.network is None else networks.text_of(one.network)
    query = urlencode({"arena": arena, "day": day, "network": network})
    texts = (network or "not known any more", f"{one.votes:,}", f"{one.voters:,}")
    return Row([Cell(day, f"{HOME}/arrivals/votes?{query}"), *map(Cell, texts)])


@router.get("/votes")
async def some(context: Context, arena: str, day: str = "", network: str = "", after: int = 0) -> Response:
    """Return such votes of a day and a network, with what releasing them would change."""
    read = context.services.database.read
    arena_id, places = await read(arrivals.positions, arena, Which.parse(day, network))
    effect = await preview.of_release(context.services, arena_id, places)
    votes = await read(reviewing.page, arena_id, places, after)
    query = urlencode({"arena": arena, "day": day, "network": network})
    page = page_of(
        context,
        "Held on arrival",
        arena,
        lead=f"{counted(len(places), 'vote')} of {day or 'all days'} from {network or 'any network'}.",
        meaning=_NOTE,
        decision="releasing",
        effects=rows_of(effect) if places else None,
        buttons=[Button(f"{HOME}/arrivals/votes?{query}", "Release these votes")] if places else [],
        votes=votes if places else None,
        more=f"{HOME}/arrivals/votes?{query}&after={votes.next_after}#votes" if votes.next_after else "",
    )
    return show(context, page)


@router.post("/votes")
async def release(context: Context, data: Form, arena: str, day: str = "", network: str = "") -> Response:
    """Release such votes of a day and a network."""
    del data  # it proved that the form was ours
    work = partial(arrivals.release, slug=arena, which=Which.parse(day, network), key_id=context.admin.key_id)
    released = await context.services.database.write(work)
    return to(f"{HOME}/arrivals?{urlencode({'arena': arena, 'done': str(released)})}")
