"""The schemas of OpenAI's images API, as far as they apply here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field, model_validator

from service.api.schemas.generations import Prompt, Size
from service.arena.generations.generations import GenerationRequest
from service.http.schemas.base import Slug, Strict

MOST_IMAGES = 10

_ONE_FORMAT = "is not supported: images come in the format in which the model made them"
# OpenAI's clients send these explicitly. They ask for nothing beyond what is done anyway. Forms send text.
_DEFAULTS: Mapping[str, frozenset[object]] = {
    "stream": frozenset({False, "false"}),
    "background": frozenset({"auto"}),
    "output_format": frozenset({"jpeg"}),
    "output_compression": frozenset({100, "100"}),
    "partial_images": frozenset({0, "0"}),
}


class ImagesWish(Strict):
    """A request for images. Other options of OpenAI's own models have no effect here.

    Those that would change the image are refused, unless they ask for what comes anyway.
    """

    refusals: ClassVar[Mapping[str, str]] = {
        "stream": "is not supported: images come complete",
        "mask": "is not supported: models get the whole image",
        "background": "is not supported: describe it in the prompt",
        "output_format": _ONE_FORMAT,
        "output_compression": _ONE_FORMAT,
        "partial_images": "is not supported: images come complete",
    }

    model: Slug
    prompt: Prompt
    n: Annotated[int, Field(ge=1, le=MOST_IMAGES)] | None = None
    size: Size | None = None
    response_format: Literal["url", "b64_json"] | None = None
    user: Annotated[str, Field(max_length=1_000)] | None = None
    quality: Annotated[str, Field(max_length=20)] | None = None
    style: Annotated[str, Field(max_length=20)] | None = None
    moderation: Annotated[str, Field(max_length=20)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_defaults(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        return {name: value for name, value in values.items() if not _is_default(name, value)}

    def wish(self, source: bytes | None = None) -> GenerationRequest:
        """Return the request for the use case; ``source`` is the SHA-256 of the image to edit."""
        return GenerationRequest(self.model, self.prompt, self.size, None, source)


def _is_default(name: object, value: object) -> bool:
    defaults = _DEFAULTS.get(name) if isinstance(name, str) else None
    if defaults is None:
        return False
    return value is None or (isinstance(value, str | int) and value in defaults)


class OpenAiErrorBody(BaseModel):
    """What went wrong, in OpenAI's format."""

    message: str
    type: str
    param: str | None
    code: str


class OpenAiError(BaseModel):
    """An error in OpenAI's format."""

    error: OpenAiErrorBody


class OpenAIImageOut(BaseModel):
    """An image: its URL, or its bytes in base64."""

    url: str | None = None
    b64_json: str | None = None


class OpenAIImagesOut(BaseModel):
    """The images, and when they were made (in seconds since 1970)."""

    created: int
    data: list[OpenAIImageOut]


class ListedModel(BaseModel):
    """A model that can make images: when it was added (in seconds since 1970), and who made it."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ListedModels(BaseModel):
    """All models that can make images."""

    object: Literal["list"] = "list"
    data: list[ListedModel]
