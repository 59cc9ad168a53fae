"""Generations: an image asked of a model, waited for, looked at, canceled."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import GENERATE, IdempotencyKey, once_of
from service.api.request_bodies import JsonBody
from service.api.schemas.generations import GenerationOut, GenerationsOut, NewGeneration, WaitQuery
from service.arena.access.keys import Key
from service.arena.generations import generations
from service.arena.generations.edit_inputs import fetch_source
from service.arena.generations.outputs import open_output
from service.domain.generations import Generation
from service.domain.paging import page_of
from service.http.deps import Services, origin_of, services_of
from service.http.schemas.base import PageQuery

router = APIRouter(prefix="/v1", tags=["generations"])

Owner = Annotated[Key, Depends(GENERATE)]


@router.post("/generations", status_code=201, response_model=GenerationOut)
async def create_generation(
    request: Request,
    services: Services,
    key: Owner,
    body: Annotated[NewGeneration, Depends(JsonBody(NewGeneration))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Ask a model for an image. With `wait`, the answer comes when it is there or the time is up."""
    address = body.input.image_url
    wish = body.wish(await fetch_source(services, address) if address else None)
    once = await once_of(request, key, idempotency_key)
    (made,) = await generations.create(services, key, wish, once=once)
    found = await generations.wait(services, key, made.id, body.seconds)
    shown = _shown(request, found).model_dump_json()
    return Response(shown, 201, {"Location": f"/v1/generations/{made.id}"}, "application/json")


@router.get("/generations")
async def list_generations(
    request: Request, services: Services, key: Owner, query: Annotated[PageQuery, Query()]
) -> GenerationsOut:
    """Return the key's own generations, newest first."""
    found = await services.database.read(generations.page, key, page_of(query.cursor, query.limit))
    items = [_shown(request, one) for one in found.items]
    return GenerationsOut(items=items, next_cursor=found.next_cursor)


@router.get("/generations/{generation_id}")
async def get_generation(
    request: Request, services: Services, key: Owner, generation_id: str, query: Annotated[WaitQuery, Query()]
) -> GenerationOut:
    """Return a generation; with `wait`, once it has ended or the time is up."""
    return _shown(request, await generations.wait(services, key, generation_id, query.wait))


@router.delete("/generations/{generation_id}", status_code=204)
async def cancel_generation(services: Services, key: Owner, generation_id: str) -> None:
    """Cancel a generation that has not ended. One that is being painted is perhaps charged all the same."""
    await generations.cancel(services, key, generation_id)


@router.get("/outputs/{token}", response_class=Response)
async def get_output(services: Services, token: str) -> Response:
    """Return an image that was generated, at the signed address that its generation told."""
    output = await open_output(services, token)
    headers = {"Cache-Control": f"private, max-age={output.seconds}, immutable"}
    return Response(output.data, 200, headers, output.media_type)


def _shown(request: Request, generation: Generation) -> GenerationOut:
    return GenerationOut.of(generation, origin_of(request), services_of(request).secret)
