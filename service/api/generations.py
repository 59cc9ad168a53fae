"""Generations: asking a model for an image, waiting for it, reading it, canceling it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import GENERATE
from service.api.preconditions import Unversioned
from service.api.request_bodies import IdempotencyKey, JsonBody, once_of
from service.api.schemas.generations import (
    GenerationOut,
    GenerationRow,
    GenerationsOut,
    NewGeneration,
    WaitQuery,
)
from service.arena.access.keys import Key
from service.arena.generations import generations
from service.arena.generations.edit_inputs import fetch_source
from service.arena.generations.outputs import open_output
from service.arena.services import Reading
from service.domain.generations import Generation
from service.domain.paging import Listing, Page
from service.http.deps import Services, anyone, origin_of, services_of
from service.http.response_cache import CachedResponse, Content
from service.http.responses import SendCached
from service.http.schemas.tables import TablePageQuery
from service.http.tables.answers import ListView, answer_private_list

router = APIRouter(prefix="/v1", tags=["generations"])

# What providers send and the checks let through.
_IMAGES = {
    kind: {"schema": {"type": "string", "format": "binary"}}
    for kind in ("image/jpeg", "image/png", "image/webp")
}

Owner = Annotated[Key, Depends(GENERATE)]


@router.post("/generations", status_code=201, response_model=GenerationOut)
async def create_generation(
    request: Request,
    services: Services,
    key: Owner,
    body: Annotated[NewGeneration, Depends(JsonBody(NewGeneration))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Ask a model for an image. With `wait`, the response comes once it is ready or the time is up."""
    url = body.input.image_url
    wish = body.wish(await fetch_source(services, url) if url else None)
    once = await once_of(request, key, idempotency_key)
    (created,) = await generations.create(services, key, wish, once=once)
    generation = await generations.wait(services, key, created.id, body.seconds)
    content = _out(request, generation).to_json()
    return Response(content, 201, {"Location": f"/v1/generations/{created.id}"}, "application/json")


@router.get("/generations", response_model=GenerationsOut)
async def list_generations(
    request: Request, key: Owner, query: Annotated[TablePageQuery, Query()]
) -> Response:
    """List the generations of this key, newest first."""

    def page(wanted: Page) -> Reading[GenerationsOut]:
        return lambda session: _listed(request, generations.page(session, key, wanted))

    view = ListView("generations", GenerationRow, page, GenerationRow.of)
    return await answer_private_list(request, query, view)


@router.get("/generations/{generation_id}")
async def get_generation(
    request: Request, services: Services, key: Owner, generation_id: str, query: Annotated[WaitQuery, Query()]
) -> GenerationOut:
    """Return a generation. With `wait`, the response comes once it has ended or the time is up."""
    return _out(request, await generations.wait(services, key, generation_id, query.wait))


@router.delete("/generations/{generation_id}", status_code=204, response_class=Response)
async def cancel_generation(services: Services, key: Owner, generation_id: str, _: Unversioned) -> None:
    """Cancel a generation that has not ended. If it is already running, it may still be charged."""
    await generations.cancel(services, key, generation_id)


@router.get(
    "/outputs/{token}",
    response_class=Response,
    responses={200: {"description": "The image.", "content": _IMAGES}},
    dependencies=[Depends(anyone)],
)
async def get_output(services: Services, token: str) -> Response:
    """Return a generated image, at the signed URL from its generation."""
    output = await open_output(services, token)
    kept = f"private, max-age={output.seconds}, immutable"
    return SendCached(CachedResponse.of(Content(output.data, output.media_type, cache_control=kept)))


def _listed(request: Request, listing: Listing[Generation]) -> GenerationsOut:
    items = [_out(request, generation) for generation in listing.items]
    return GenerationsOut(items=items, next_cursor=listing.next_cursor)


def _out(request: Request, generation: Generation) -> GenerationOut:
    return GenerationOut.of(generation, origin_of(request), services_of(request).secret)
