"""OpenAI's images API, so that its clients work here once their base URL and key are changed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData, UploadFile

from service.api.deps import GENERATE
from service.api.openai.answers import STREAM, answer_of
from service.api.openai.schemas import ImagesWish, ListedModel, ListedModels, OpenAIImagesOut
from service.api.request_bodies import IdempotencyKey, JsonBody, checked, form_schema, once_of
from service.arena.access.keys import Key
from service.arena.generations import sync_generation
from service.arena.generations.edit_inputs import keep_source
from service.arena.generations.generations import GenerationRequest
from service.domain import clock
from service.errors import FieldError, Invalid, NotFound, UnsupportedType
from service.http.body_limit import allow_body
from service.http.deps import Services
from service.http.multipart import once_each
from service.http.schemas.images import MAX_UPLOAD

router = APIRouter(prefix="/v1", tags=["openai"])

Owner = Annotated[Key, Depends(GENERATE)]

_MAX_FIELDS = 30
# OpenAI's own models take this many images: so many are read, to say that only one can be edited here.
_MAX_FILES = 17
# Fields that were not set are left out: some clients take a null for a value.
_IMAGES: dict[str, Any] = {
    "response_model": OpenAIImagesOut,
    "response_model_exclude_none": True,
    "responses": {200: {"content": {STREAM: {"schema": {"type": "string"}}}}},
}
_WHOLE_NUMBERS = ("n", "partial_images")
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": form_schema(ImagesWish, "image", file_required=True)},
        },
    }
}


@router.post("/images/generations", **_IMAGES)
async def create_images(
    request: Request,
    services: Services,
    key: Owner,
    body: Annotated[ImagesWish, Depends(JsonBody(ImagesWish))],
    idempotency_key: IdempotencyKey = None,
) -> OpenAIImagesOut | Response:
    """Make images from a prompt. The response comes once all of them are ready.

    With `stream`, each image is an `image_generation.completed` event.
    """
    once = await once_of(request, key, idempotency_key)
    generations = await sync_generation.generate(services, key, body.wish(), body.n or 1, once)
    return await answer_of(request, services, generations, body, "image_generation.completed")


@router.post("/images/edits", openapi_extra=_FORM, **_IMAGES)
async def edit_image(
    request: Request, services: Services, key: Owner, idempotency_key: IdempotencyKey = None
) -> OpenAIImagesOut | Response:
    """Edit an image as the prompt says. The response comes once all images are ready.

    With `stream`, each image is an `image_edit.completed` event.
    """
    if request.headers.get("content-type", "").lower().startswith("application/json"):
        raise UnsupportedType("send a form with the image as a file: Content-Type: multipart/form-data")
    allow_body(request, MAX_UPLOAD)
    once = await once_of(request, key, idempotency_key)
    async with request.form(max_files=_MAX_FILES, max_fields=_MAX_FIELDS) as form:
        body, image = await _read(form)
    wish: GenerationRequest = body.wish(await keep_source(services, image))
    generations = await sync_generation.generate(services, key, wish, body.n or 1, once)
    return await answer_of(request, services, generations, body, "image_edit.completed")


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
    values: dict[str, object] = {
        name: _typed(name, value) for name, value in once_each(form).items() if isinstance(value, str)
    }
    return checked(ImagesWish, values), await image.read()


def _typed(name: str, text: str) -> object:
    """Return the text of a form's field as the value that it would be in JSON."""
    if name in _WHOLE_NUMBERS and text.isascii() and text.isdigit():
        return int(text[:4])
    return {"true": True, "false": False}.get(text, text) if name == "stream" else text


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


def _listed(slug: str, created_at: int, organization: str | None) -> ListedModel:
    return ListedModel(id=slug, created=created_at // clock.SECOND, owned_by=organization or "unknown")
