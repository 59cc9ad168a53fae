"""The shapes of OpenAI's images interface, as far as they have a meaning here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from service.api.schemas.generations import Prompt, Size
from service.arena.generations.generations import GenerationRequest
from service.http.schemas.base import Slug, Strict

MOST_IMAGES = 10

_ONE_FORMAT = "is not taken here: an image comes in the format in which its model made it"


class ImagesWish(Strict):
    """Images to ask a model for. What OpenAI's own models know beside this has no effect here."""

    refusals: ClassVar[Mapping[str, str]] = {
        "stream": "is not taken here: images come whole",
        "mask": "is not taken here: models get the whole image",
        "background": "is not taken here: say it in the prompt",
        "output_format": _ONE_FORMAT,
        "output_compression": _ONE_FORMAT,
        "partial_images": "is not taken here: images come whole",
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

    def wish(self, source: bytes | None = None) -> GenerationRequest:
        """Return what the request says, for the use case; ``source`` is the SHA-256 of the image to edit."""
        return GenerationRequest(self.model, self.prompt, self.size, None, source)


class OpenAiErrorBody(BaseModel):
    """What went wrong, in OpenAI's words."""

    message: str
    type: str
    param: str | None
    code: str


class OpenAiError(BaseModel):
    """An error as OpenAI's clients know it."""

    error: OpenAiErrorBody


class OpenAIImageOut(BaseModel):
    """An image: its address, or its bytes in base64."""

    url: str | None = None
    b64_json: str | None = None


class OpenAIImagesOut(BaseModel):
    """Images that were made, and when (seconds since 1970)."""

    created: int
    data: list[OpenAIImageOut]


class ListedModel(BaseModel):
    """A model whose images can be had, since when it is known (seconds since 1970), and who made it."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ListedModels(BaseModel):
    """All models whose images can be had."""

    object: Literal["list"] = "list"
    data: list[ListedModel]
