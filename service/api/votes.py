"""Votes: reported by other systems, listed as a log, voided."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import ADMIN_OR_VISITOR, VOTES
from service.api.preconditions import Unversioned
from service.api.raw_route import RawRoute
from service.api.request_bodies import IdempotencyKey, JsonBody, idempotency_key, once_of, parse
from service.api.schemas.votes import LogOut, LogQuery, ReceiptOut, VoidQuery, VotesIn
from service.arena.access.keys import Key
from service.arena.access.visitors import Visitor
from service.arena.votes import frames, votes
from service.arena.votes import log as logs
from service.arena.votes.undo import undo
from service.errors import Unauthorized
from service.http.deps import Services, authorize, reader, services_of
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.tables.answers import Asked, answer_complete, next_link
from service.http.tables.negotiation import JSON

router = APIRouter(prefix="/api/v1", tags=["votes"])


async def _headers(idempotency_key: IdempotencyKey = None) -> None:
    """Declare the header that `report_votes` reads from the request itself, for the OpenAPI document."""


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
    """Return the log: every vote in the order it was recorded, with voided votes marked.

    A table without `limit` has all of it.
    """
    asked = Asked.of(request, query)
    name, after = f"{arena}-votes", query.after_position
    if asked.kind != JSON and asked.complete:
        parts = frames.parts_of(arena, after, services.secret)
        return await answer_complete(asked, services, arena, name, parts)

    async def produce() -> Content:
        if asked.kind != JSON:
            part = await services.database.read(frames.read_part, arena, after, query.limit, services.secret)
            link = next_link(request, {"after_position": part.last_position}) if part.more else ""
            return asked.table(part.frame, name, link)
        page = await services.database.read(logs.read_page, arena, after, query.limit, services.secret)
        body = LogOut.of(page.rows, after, page.release)
        link = next_link(request, {"after_position": body.last_position}) if page.more else ""
        return asked.content(body.to_json(), name, link)

    return await answer(request, arena, produce, asked.variant)


@router.delete("/votes/{vote_id}", status_code=204, response_class=Response)
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
