"""OpenAI's images API, so that its clients work here once their base URL and key are changed."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, UploadFile

from service.api.deps import GENERATE, IdempotencyKey, once_of
from service.api.openai.schemas import ImagesWish, ListedModel, ListedModels, OpenAIImageOut, OpenAIImagesOut
from service.api.request_bodies import JsonBody, checked, form_schema
from service.arena.access.keys import Key
from service.arena.generations import sync_generation
from service.arena.generations.edit_inputs import keep_source
from service.arena.generations.generations import GenerationRequest
from service.arena.generations.outputs import output_path
from service.domain import clock
from service.domain.generations import Generation
from service.errors import FieldError, Invalid, NotFound, UnsupportedType
from service.http.body_limit import allow_body
from service.http.deps import Services, origin_of
from service.http.multipart import once_each
from service.http.schemas.images import MAX_UPLOAD

router = APIRouter(prefix="/v1", tags=["openai"])

Owner = Annotated[Key, Depends(GENERATE)]

_MAX_FIELDS = 30
# OpenAI's own models take this many images: so many are read, to say that only one can be edited here.
_MAX_FILES = 17
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": form_schema(ImagesWish, "image", file_required=True)},
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
    """Make images from a prompt. The response comes once all of them are ready."""
    once = await once_of(request, key, idempotency_key)
    generations = await sync_generation.generate(services, key, body.wish(), body.n or 1, once)
    return await _images(request, services, generations, body.response_format)


@router.post("/images/edits", openapi_extra=_FORM)
async def edit_image(
    request: Request, services: Services, key: Owner, idempotency_key: IdempotencyKey = None
) -> OpenAIImagesOut:
    """Edit an image as the prompt says. The response comes once all images are ready."""
    if request.headers.get("content-type", "").lower().startswith("application/json"):
        raise UnsupportedType("send a form with the image as a file: Content-Type: multipart/form-data")
    allow_body(request, MAX_UPLOAD)
    once = await once_of(request, key, idempotency_key)
    async with request.form(max_files=_MAX_FILES, max_fields=_MAX_FIELDS) as form:
        body, image = await _read(form)
    wish: GenerationRequest = body.wish(await keep_source(services, image))
    generations = await sync_generation.generate(services, key, wish, body.n or 1, once)
    return await _images(request, services, generations, body.response_format)


@router.get("/models")
async def list_openai_models(services: Services, _: Owner) -> ListedModels:
    """List the models that can make images here."""
    rows = await services.database.read(sync_generation.available_models)
    return ListedModels(data=[_listed(row.slug, row.created_at, row.organization) for row in rows])


@router.get("/models/{model_id}")
async def get_openai_model(services: Services, _: Owner, model_id: str) -> ListedModel:
    """Return a model that can make images here."""
    for row in await services.database.read(sync_generation.available_models):
        if row.slug == model_id:
            return _listed(row.slug, row.created_at, row.organization)
    raise NotFound("no model of this name can make images here; GET /v1/models lists those that can")


async def _read(form: FormData) -> tuple[ImagesWish, bytes]:
    """Return the request that a form makes, and the image in it. Raise Invalid."""
    image = _only_image([(name, file) for name, file in form.multi_items() if isinstance(file, UploadFile)])
    texts: dict[str, str | int] = {
        name: value for name, value in once_each(form).items() if isinstance(value, str)
    }
    count = form.get("n")
    if isinstance(count, str) and count.isascii() and count.isdigit():
        texts["n"] = int(count[:4])
    return checked(ImagesWish, texts), await image.read()


def _only_image(files: list[tuple[str, UploadFile]]) -> UploadFile:
    """Return the image to edit. Raise Invalid for several, for none, and for other files."""
    images = [file for name, file in files if name.removesuffix("[]") == "image"]
    if len(images) > 1:
        raise _refused("image", f"must be a single image, not {len(images)}: models here edit one at a time")
    for name, _ in files:
        if name.removesuffix("[]") != "image":
            raise _refused(
                name[:100], ImagesWish.refusals.get(name, "is not an accepted file; send only image")
            )
    if not images:
        raise _refused("image", "is required, as a file")
    return images[0]


def _refused(name: str, detail: str) -> Invalid:
    return Invalid(f"{name} {detail}", [FieldError(name, detail)])


async def _images(
    request: Request, services: Services, generations: list[Generation], response_format: str | None
) -> OpenAIImagesOut:
    created = clock.now() // clock.SECOND
    if response_format == "b64_json":
        images = await sync_generation.bytes_of(services, generations)
        texts = [base64.b64encode(image).decode() for image in images]
        return OpenAIImagesOut(created=created, data=[OpenAIImageOut(b64_json=text) for text in texts])
    origin = origin_of(request)
    paths = [output_path(services.secret, one.number) for one in generations]
    return OpenAIImagesOut(created=created, data=[OpenAIImageOut(url=origin + path) for path in paths])


def _listed(slug: str, created_at: int, organization: str | None) -> ListedModel:
    return ListedModel(id=slug, created=created_at // clock.SECOND, owned_by=organization or "unknown")
