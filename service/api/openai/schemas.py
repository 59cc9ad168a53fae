"""The schemas of OpenAI's images API, as far as they apply here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field, model_validator

from service.api.schemas.generations import Prompt, Size
from service.arena.generations.generations import GenerationRequest
from service.http.schemas.base import Problem, Slug, Strict

MOST_IMAGES = 10

_ONE_FORMAT = "is not supported: images come in the format in which the model made them"
_WHOLE = "is not supported: models get the whole image, and nothing drawn on it"
# OpenAI's clients send these explicitly. They ask for nothing beyond what is done anyway. Forms send text.
_DEFAULTS: Mapping[str, frozenset[object]] = {
    "background": frozenset({"auto"}),
    "output_format": frozenset({"jpeg"}),
    "output_compression": frozenset({100, "100"}),
}
# These say how another option is carried out, and that option is refused: alone they ask for nothing.
_OF_OTHERS = ("frame_count", "frame_duration_ms", "svg")

Hint = Annotated[str, Field(max_length=20)]
"""How OpenAI's models should go about it. Other models have no such choice."""

Person = Annotated[str, Field(max_length=1_000)]


class ImagesWish(Strict):
    """A request for images. Other options of OpenAI's own models have no effect here.

    Those that would change the image are refused, unless they ask for what comes anyway.
    """

    refusals: ClassVar[Mapping[str, str]] = {
        "mask": _WHOLE,
        "markup": _WHOLE,
        "background": "is not supported: describe it in the prompt",
        "output_format": _ONE_FORMAT,
        "output_compression": _ONE_FORMAT,
    }

    model: Slug
    prompt: Prompt
    n: Annotated[int, Field(ge=1, le=MOST_IMAGES)] | None = None
    size: Size | None = None
    response_format: (
        Annotated[Literal["url", "b64_json"], Field(description="If it is left out, images come as both.")]
        | None
    ) = None
    stream: (
        Annotated[
            bool,
            Field(description="Whether the images come as events. There is one for each image, complete."),
        ]
        | None
    ) = None
    partial_images: (
        Annotated[int, Field(ge=0, le=3, description="The most previews you want. There are none.")] | None
    ) = None
    user: Person | None = None
    safety_identifier: Person | None = None
    quality: Hint | None = None
    style: Hint | None = None
    moderation: Hint | None = None
    complexity: Hint | None = None
    input_fidelity: Hint | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_defaults(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        return {name: value for name, value in values.items() if not _asks_for_nothing(name, value)}

    def wish(self, source: bytes | None = None) -> GenerationRequest:
        """Return the request for the use case; ``source`` is the SHA-256 of the image to edit."""
        return GenerationRequest(self.model, self.prompt, self.size, None, source)


def _asks_for_nothing(name: object, value: object) -> bool:
    if not isinstance(name, str):
        return False
    # A form has the parts of an object as fields: `svg[model]`.
    if name.partition("[")[0] in _OF_OTHERS or (value is None and name in ImagesWish.refusals):
        return True
    return isinstance(value, str | int) and value in _DEFAULTS.get(name, ())


class OpenAiErrorBody(BaseModel):
    """What went wrong, in OpenAI's format."""

    message: str
    type: str
    param: str | None
    code: str


class OpenAiError(BaseModel):
    """An error in OpenAI's format."""

    error: OpenAiErrorBody


class GatewayProblem(Problem):
    """An error of a call of our own below /v1: a problem, with the same in OpenAI's format beside it."""

    error: OpenAiErrorBody


class OpenAIImageOut(BaseModel):
    """An image: its URL, its bytes in base64, or both."""

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
