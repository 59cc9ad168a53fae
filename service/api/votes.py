"""Votes: reported by other systems, listed as a log, voided."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import ADMIN_OR_VISITOR, VOTES, IdempotencyKey, idempotency_key, once_of
from service.api.preconditions import Unversioned
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
    """Declare the header that `report` reads from the request itself, for the OpenAPI document."""


async def report_votes(request: Request, arena: str) -> Response:
    """Record votes from another system. Invalid votes are rejected individually."""
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
    report_votes,
    methods=["POST"],
    response_model=ReceiptOut,
    dependencies=[Depends(VOTES), Depends(JsonBody(VotesIn)), Depends(_headers)],
    route_class_override=RawRoute,
)


@router.get("/arenas/{arena}/votes", response_model=LogOut, dependencies=[Depends(reader)])
async def list_votes(
    request: Request, arena: str, query: Annotated[LogQuery, Query()], services: Services
) -> Response:
    """Return the log: every vote in the order it was recorded, with voided votes marked."""

    async def produce() -> Content:
        page = await services.database.read(
            logs.read_page, arena, query.after_position, query.limit, services.secret
        )
        if query.format == "json":
            return content(services, LogOut.of(page.rows, query.after_position, page.release))
        name = f"{arena}-votes.{query.format}"
        body = logs.encode(page.rows, query.format, tuple(VoteOut.model_fields))
        return Content(body, logs.MEDIA_TYPES[query.format], not services.settings.public_reads, name)

    return await answer(request, arena, produce)


@router.delete("/votes/{vote_id}", status_code=204)
async def void_vote(
    vote_id: int,
    query: Annotated[VoidQuery, Query()],
    services: Services,
    client: Annotated[Key | Visitor, Depends(ADMIN_OR_VISITOR)],
    _: Unversioned,
) -> None:
    """Void a vote: the ratings become what they would be without it.

    An admin key can void any vote. A browser can undo its own vote for ten minutes.
    """
    if isinstance(client, Key):
        await votes.void(services, vote_id, query.reason)
    elif client.cookie is None:
        await undo(services, client, vote_id)
    else:
        raise Unauthorized(
            "undoing a vote needs the cookie it was cast with; voiding it needs a key with the scope admin"
        )
