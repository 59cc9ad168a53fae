"""OpenAI's images interface, so that its clients work here by changing the address and the key alone."""

from __future__ import annotations

import base64
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, UploadFile

from service.api.deps import GENERATE, IdempotencyKey, once_of
from service.api.openai.schemas import ImagesWish, ListedModel, ListedModels, OpenAIImageOut, OpenAIImagesOut
from service.api.request_bodies import JsonBody, checked
from service.arena.access.keys import Key
from service.arena.generations import sync_generation
from service.arena.generations.edit_inputs import keep_source
from service.arena.generations.generations import GenerationRequest
from service.arena.generations.outputs import output_path
from service.domain import clock
from service.domain.generations import Generation
from service.errors import FieldError, Invalid, NotFound
from service.http.body_limit import allow_body
from service.http.deps import Services, origin_of
from service.http.schemas.images import MAX_UPLOAD

router = APIRouter(prefix="/v1", tags=["openai"])

Owner = Annotated[Key, Depends(GENERATE)]

_MOST_FIELDS = 30
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["image", "model", "prompt"],
                    "properties": {
                        "image": {"type": "string", "format": "binary"},
                        **{name: {"type": "string"} for name in ImagesWish.model_fields},
                    },
                }
            }
        },
    }
}


@router.post("/images/generations")
async def create_images(
    request: Request,
    services: Services,
    key: Owner,
    body: Annotated[ImagesWish, Depends(JsonBody(ImagesWish))],
    idempotency_key: IdempotencyKey = None,
) -> OpenAIImagesOut:
    """Make images from a prompt; the answer comes when all are there."""
    once = await once_of(request, key, idempotency_key)
    made = await sync_generation.generate(services, key, body.wish(), body.n or 1, once)
    return await _images(request, services, made, body.response_format)


@router.post("/images/edits", openapi_extra=_FORM)
async def edit_image(
    request: Request, services: Services, key: Owner, idempotency_key: IdempotencyKey = None
) -> OpenAIImagesOut:
    """Change an image as a prompt says; the answer comes when all are there."""
    allow_body(request, MAX_UPLOAD)
    once = await once_of(request, key, idempotency_key)
    async with request.form(max_files=2, max_fields=_MOST_FIELDS) as form:
        body, image = await _read(form)
    wish: GenerationRequest = body.wish(await keep_source(services, image))
    made = await sync_generation.generate(services, key, wish, body.n or 1, once)
    return await _images(request, services, made, body.response_format)


@router.get("/models")
async def list_paintable_models(services: Services, _: Owner) -> ListedModels:
    """Return the models whose images can be had."""
    found = await services.database.read(sync_generation.available_models)
    return ListedModels(data=[_listed(row) for row in found])


@router.get("/models/{model_id}")
async def get_paintable_model(services: Services, _: Owner, model_id: str) -> ListedModel:
    """Return a model whose images can be had."""
    for row in await services.database.read(sync_generation.available_models):
        if row.slug == model_id:
            return _listed(row)
    raise NotFound("there is no model of this name whose images can be had; GET /v1/models lists them")


async def _read(form: FormData) -> tuple[ImagesWish, bytes]:
    """Return what a form asks for, and the image in it. Raise Invalid."""
    texts: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
    files = [(name, value) for name, value in form.multi_items() if isinstance(value, UploadFile)]
    if [name.removesuffix("[]") for name, _ in files] != ["image"]:
        detail = "must be one image, and the only file"
        raise Invalid(f"image {detail}", [FieldError("image", detail)])
    if texts.get("n", "").isascii() and texts.get("n", "").isdigit():
        texts["n"] = int(texts["n"][:4])
    return checked(ImagesWish, texts), await files[0][1].read()


async def _images(
    request: Request, services: Services, made: list[Generation], response_format: str | None
) -> OpenAIImagesOut:
    created = clock.now() // clock.SECOND
    if response_format == "b64_json":
        found = await sync_generation.bytes_of(services, made)
        texts = [base64.b64encode(one).decode() for one in found]
        return OpenAIImagesOut(created=created, data=[OpenAIImageOut(b64_json=text) for text in texts])
    origin = origin_of(request)
    paths = [output_path(services.secret, one.number) for one in made]
    return OpenAIImagesOut(created=created, data=[OpenAIImageOut(url=origin + path) for path in paths])


def _listed(row: Any) -> ListedModel:
    return ListedModel(
        id=row.slug, created=row.created_at // clock.SECOND, owned_by=row.organization or "unknown"
    )
