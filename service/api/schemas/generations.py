"""Generations: what clients ask for, and what they get back."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from service.arena.generations.generations import MAX_WAIT, GenerationRequest
from service.arena.generations.outputs import media_type, output_path
from service.domain.catalog import MAX_PROMPT
from service.domain.generations import MAX_SEED, Generation, GenerationState
from service.http.schemas.base import TEXT_PATTERN, Moment, Out, Query, Slug, Strict

Prompt = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_PROMPT, pattern=TEXT_PATTERN),
    Field(examples=["A fox"]),
]
Size = Annotated[str, Field(max_length=20, description="For example `1024x768`.", examples=["1024x1024"])]
Seconds = Annotated[float, Field(ge=0, le=MAX_WAIT)]
Status = Literal["queued", "running", "completed", "failed", "cancelled"]


class GenerationInput(Strict):
    """What the image should show, or how to change the image to edit."""

    prompt: Prompt
    image_url: Annotated[
        str | None,
        StringConstraints(pattern=r"^(https?://|data:)[^\s\x00]+$"),
        Field(description="The image to edit: an http(s) URL, or a `data:` URL that contains it."),
    ] = None
    size: Size | None = None
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = None


class NewGeneration(Strict):
    """A request for an image."""

    model: Slug
    input: GenerationInput
    wait: Annotated[
        Literal["auto"] | Seconds | None,
        Field(description="Seconds to wait for the image; `auto` is 60. If left out, do not wait."),
    ] = None

    @property
    def seconds(self) -> float:
        """How long the client waits."""
        return MAX_WAIT if self.wait == "auto" else float(self.wait or 0)

    def wish(self, source: bytes | None) -> GenerationRequest:
        """Return the request for the use case; ``source`` is the SHA-256 of the image to edit."""
        return GenerationRequest(self.model, self.input.prompt, self.input.size, self.input.seed, source)


class WaitQuery(Query):
    """How long to wait before responding."""

    wait: Annotated[
        float, Field(ge=0, le=MAX_WAIT, description="Seconds to wait for the generation to end.")
    ] = 0


class MediaOut(Out):
    """A generated image. Its URL is signed and valid for an hour."""

    url: str
    width: int
    height: int
    mime_type: str


class OutputOut(Out):
    """The output of a generation."""

    media: list[MediaOut]


class GenerationErrorOut(Out):
    """Why there is no image."""

    code: Annotated[str, Field(examples=["refused"])]
    message: str


class UsageOut(Out):
    """The cost in units of the currency, and the milliseconds until the provider's image was ready."""

    cost: float | None
    currency: str | None
    latency_ms: int | None


class GenerationOut(Out):
    """A generation."""

    id: str
    object: Literal["generation"] = "generation"
    model: str
    status: Status
    created_at: Moment
    output: OutputOut | None
    error: GenerationErrorOut | None
    usage: UsageOut

    @classmethod
    def of(cls, generation: Generation, origin: str, secret: bytes) -> GenerationOut:
        """Return the generation, with its image at a URL of the service at ``origin``."""
        error = generation.error
        return cls(
            id=generation.id,
            model=generation.model,
            status=generation.status.value,
            created_at=generation.created_at,  # type: ignore[arg-type] # Moment makes text of it
            output=_output(generation, origin, secret),
            error=GenerationErrorOut(code=error.code, message=error.message) if error else None,
            usage=UsageOut(
                cost=generation.cost, currency=generation.currency, latency_ms=generation.latency_ms
            ),
        )


def _output(generation: Generation, origin: str, secret: bytes) -> OutputOut | None:
    media = generation.media
    if media is None or generation.status is not GenerationState.COMPLETED:
        return None
    image = MediaOut(
        url=origin + output_path(secret, generation.number),
        width=media.width,
        height=media.height,
        mime_type=media_type(media),
    )
    return OutputOut(media=[image])


class GenerationRow(Out):
    """A generation as a row of a table, with its first image."""

    id: str
    model: str
    status: Status
    created_at: Moment
    url: str | None
    width: int | None
    height: int | None
    mime_type: str | None
    error_code: str | None
    error_message: str | None
    cost: float | None
    currency: str | None
    latency_ms: int | None

    @classmethod
    def of(cls, generation: GenerationOut) -> Self:
        """Return a generation as a row."""
        image = generation.output.media[0] if generation.output else None
        error = generation.error
        return cls(
            id=generation.id,
            model=generation.model,
            status=generation.status,
            created_at=generation.created_at,
            url=image.url if image else None,
            width=image.width if image else None,
            height=image.height if image else None,
            mime_type=image.mime_type if image else None,
            error_code=error.code if error else None,
            error_message=error.message if error else None,
            cost=generation.usage.cost,
            currency=generation.usage.currency,
            latency_ms=generation.usage.latency_ms,
        )


class GenerationsOut(Out):
    """A page of generations."""

    items: list[GenerationOut]
    next_cursor: str | None
