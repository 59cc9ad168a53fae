"""Generations, as clients ask for them and as they are told."""

from __future__ import annotations

from typing import Annotated, Literal

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
Size = Annotated[str, Field(max_length=20, description="Such as `1024x768`.", examples=["1024x1024"])]
Seconds = Annotated[float, Field(ge=0, le=MAX_WAIT)]
Status = Literal["queued", "running", "completed", "failed", "cancelled"]


class GenerationInput(Strict):
    """What the image shall show; with an image to edit, what shall become of that."""

    prompt: Prompt
    image_url: Annotated[
        str | None,
        StringConstraints(pattern=r"^(https?://|data:)[^\s\x00]+$"),
        Field(description="The image to edit: an http or https address, or a `data:` one that holds it."),
    ] = None
    size: Size | None = None
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = None


class NewGeneration(Strict):
    """An image to ask a model for."""

    model: Slug
    input: GenerationInput
    wait: Annotated[
        Literal["auto"] | Seconds | None,
        Field(description="How long to wait for the image; `auto` is 60 seconds, nothing not at all."),
    ] = None

    @property
    def seconds(self) -> float:
        """How long the client waits."""
        return MAX_WAIT if self.wait == "auto" else float(self.wait or 0)

    def wish(self, source: bytes | None) -> GenerationRequest:
        """Return what the request says, for the use case; ``source`` is the SHA-256 of the image to edit."""
        asked = self.input
        return GenerationRequest(self.model, asked.prompt, asked.size, asked.seed, source)


class WaitQuery(Query):
    """How long to hold the answer."""

    wait: Annotated[
        float, Field(ge=0, le=MAX_WAIT, description="Seconds to wait for the generation to end.")
    ] = 0


class MediaOut(Out):
    """An image that was generated. Its address is signed and good for an hour."""

    url: str
    width: int
    height: int
    mime_type: str


class OutputOut(Out):
    """What was generated."""

    media: list[MediaOut]


class GenerationErrorOut(Out):
    """Why there is no image."""

    code: Annotated[str, Field(examples=["refused"])]
    message: str


class UsageOut(Out):
    """What it took: units of the currency, and milliseconds until the provider's image was there."""

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
        """Return the generation, its image at an address of the service at ``origin``."""
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
    shown = MediaOut(
        url=origin + output_path(secret, generation.number),
        width=media.width,
        height=media.height,
        mime_type=media_type(media),
    )
    return OutputOut(media=[shown])


class GenerationsOut(Out):
    """A page of generations."""

    items: list[GenerationOut]
    next_cursor: str | None
