"""Images, as clients send and receive them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.domain.images import MAX_BYTES
from service.http.schemas.base import Moment, Out, Query, Slug, Strict, Text, Url
from service.http.schemas.tables import TablePageQuery

FORM_BYTES = 100_000
"""How many bytes a form may have around its file."""
MAX_UPLOAD = MAX_BYTES + FORM_BYTES

PromptId = Annotated[int, Field(ge=1, examples=[1])]


class NewImage(Strict):
    """The model and the prompt of an uploaded image."""

    model: Slug
    prompt_id: PromptId


class NewSource(Strict):
    """The URL of a prompt's source image, if no file is sent."""

    url: Url | None = None


class NewLogo(Strict):
    """A logo, which is a file and nothing else."""


class ImagesQuery(TablePageQuery):
    """Which images to list."""

    prompt_id: Annotated[int | None, Field(description="Only images for this prompt.")] = None
    model: Annotated[str | None, Text, Field(max_length=100, description="Only images by this model.")] = None


class WithdrawQuery(Query):
    """Why the image is withdrawn. The reason is stored with it."""

    reason: Annotated[str, Text, Field(min_length=1, max_length=200)] = "withdrawn by its owner"


class ImageOut(Out):
    """An image. ``sha256`` is the hash of the uploaded file, ``url`` the address of its public copy."""

    id: int
    arena: str
    model: str
    prompt_id: int
    sha256: str
    url: Annotated[str, Field(examples=["/images/0f…"])]
    format: Literal["png", "jpeg", "webp"]
    width: int
    height: int
    bytes: int
    origin: Literal["upload", "import", "generated", "demo"]
    created_at: Moment
    withdrawn_at: Moment | None
    withdrawn_reason: str | None


class ImagesOut(Out):
    """A page of images."""

    items: list[ImageOut]
    next_cursor: str | None
