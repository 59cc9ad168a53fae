"""Votes: reported by other systems, listed as the log, voided."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import ADMIN_OR_VISITOR, VOTES, IdempotencyKey, idempotency_key, once_of
from service.api.raw_route import RawRoute
from service.api.request_bodies import JsonBody, parse
from service.api.responses import content
from service.api.schemas.votes import LogOut, LogQuery, ReceiptOut, VoidQuery, VoteOut, VotesIn
from service.arena.access.keys import Key
from service.arena.access.visitors import Visitor
from service.arena.votes import log as logs
from service.arena.votes import votes
from service.arena.votes.undo import undo
from service.errors import Unauthorized
from service.http.deps import Services, authorize, reader, services_of
from service.http.response_cache import Content
from service.http.responses import answer

router = APIRouter(prefix="/api/v1", tags=["votes"])


async def _headers(idempotency_key: IdempotencyKey = None) -> None:
    """What `report` reads from the request itself, for the OpenAPI document."""


async def report(request: Request, arena: str) -> Response:
    """Record votes from another system; those that are wrong are rejected one by one."""
    services = services_of(request)
    key = await authorize(request, VOTES.scope)
    body = parse(VotesIn, request.headers.get("content-type"), await request.body())
    arena_id = await services.catalog.arena_ids.of(arena)
    once = await once_of(request, key, idempotency_key(request))
    own = await services.votes.own_models.of(key)
    receipt = await votes.report(services, arena_id, [vote.reported() for vote in body.votes], once, own)
    return Response(receipt.to_json(), media_type="application/json")


router.add_api_route(
    "/arenas/{arena}/votes",
    report,
    methods=["POST"],
    response_model=ReceiptOut,
    dependencies=[Depends(VOTES), Depends(JsonBody(VotesIn)), Depends(_headers)],
    route_class_override=RawRoute,
)


@router.get("/arenas/{arena}/votes", response_model=LogOut, dependencies=[Depends(reader)])
async def log(
    request: Request, arena: str, query: Annotated[LogQuery, Query()], services: Services
) -> Response:
    """Return the log: every vote in the order in which it was recorded, voided ones marked."""

    async def produce() -> Content:
        rows = await services.database.read(logs.read_log, arena, query.after_position, query.limit)
        if query.format == "json":
            last = rows[-1]["position"] if rows else query.after_position
            return content(services, {"items": rows, "last_position": last})
        name = f"{arena}-votes.{query.format}"
        body = logs.encode(rows, query.format, tuple(VoteOut.model_fields))
        return Content(body, logs.MEDIA_TYPES[query.format], not services.settings.public_reads, name)

    return await answer(request, arena, produce)


@router.delete("/votes/{vote_id}", status_code=204)
async def void(
    vote_id: int,
    query: Annotated[VoidQuery, Query()],
    services: Services,
    who: Annotated[Key | Visitor, Depends(ADMIN_OR_VISITOR)],
) -> None:
    """Void a vote: the ratings become those of a log that never had it. Its own voter can for ten minutes."""
    if isinstance(who, Key):
        await votes.void(services, vote_id, query.reason)
    elif who.cookie is None:
        await undo(services, who, vote_id)
    else:
        raise Unauthorized("only a voter can undo a vote, by the cookie it was cast with, or a key void it")
