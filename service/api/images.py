"""Images over HTTP. Reading them needs a key, so that no voter can look up an image before a vote."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import CATALOG
from service.api.preconditions import Unversioned
from service.api.request_bodies import FormBody, IdempotencyKey, Upload, needed
from service.api.responses import show_private
from service.arena.access.keys import Key
from service.arena.images import images
from service.arena.recording.idempotency import Once
from service.arena.services import Reading
from service.domain.images import Image
from service.domain.paging import Page
from service.http.deps import Services, no_query
from service.http.schemas.images import MAX_UPLOAD, ImageOut, ImagesOut, ImagesQuery, NewImage, WithdrawQuery
from service.http.tables.answers import ListView, answer_private_list

router = APIRouter(prefix="/api/v1/arenas/{arena}/images", tags=["images"])

Body = Annotated[Upload[NewImage], Depends(FormBody(NewImage, MAX_UPLOAD, file_required=True))]


@router.post("", status_code=201, response_model=ImageOut)
async def upload_image(
    *,
    request: Request,
    arena: str,
    services: Services,
    key: Annotated[Key, Depends(CATALOG)],
    body: Body,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Upload an image by a model for a prompt: PNG, JPEG or WebP, up to 20 MB and 20 megapixels."""
    data, fields = needed(body.file), body.fields
    once = _once(request, key, idempotency_key, fields, data) if idempotency_key else None
    answer = await images.upload(
        services, arena, fields.model, fields.prompt_id, data, once=once, shape=_json_of_image
    )
    number = ImageOut.model_validate_json(answer.body).id
    location = f"{request.url.path}/{number}"
    return Response(answer.body, answer.status, {"Location": location}, "application/json")


def _once(request: Request, key: Key, name: str, fields: NewImage, data: bytes) -> Once:
    """Return the idempotency key for what a form says; its boundary differs each time a client retries."""
    content = fields.model_dump_json().encode() + hashlib.sha256(data).digest()
    return Once.of(key.id, name, f"POST {request.url.path}", content)


@router.get("", response_model=ImagesOut, dependencies=[Depends(CATALOG)])
async def list_images(request: Request, arena: str, query: Annotated[ImagesQuery, Query()]) -> Response:
    """List the images of an arena, oldest first, including withdrawn ones."""

    def page(wanted: Page) -> Reading[ImagesOut]:
        return lambda session: ImagesOut.model_validate(
            images.page(session, arena, wanted, prompt_id=query.prompt_id, model=query.model)
        )

    return await answer_private_list(request, query, ListView(f"{arena}-images", ImageOut, page))


@router.get("/{image_id}", response_model=ImageOut, dependencies=[Depends(CATALOG), Depends(no_query)])
async def get_image(arena: str, image_id: int, services: Services) -> Response:
    """Return an image of an arena."""
    return show_private(ImageOut.model_validate(await services.database.read(images.get, arena, image_id)))


@router.delete("/{image_id}", status_code=204, response_class=Response, dependencies=[Depends(CATALOG)])
async def withdraw_image(
    arena: str,
    image_id: int,
    query: Annotated[WithdrawQuery, Query()],
    services: Services,
    _: Unversioned,
) -> None:
    """Withdraw an image: it is no longer shown or used in matchups. Votes on it stay."""
    await services.database.write(images.withdraw, arena, image_id, query.reason)


def _json_of_image(image: Image) -> bytes:
    return ImageOut.model_validate(image).to_json()
