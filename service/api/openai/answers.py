"""Completed generations as OpenAI's clients expect them: in one response, or as events."""

from __future__ import annotations

import base64
from typing import Literal

from fastapi import Request, Response
from pydantic import BaseModel

from service.api.openai.schemas import ImagesWish, OpenAIImageOut, OpenAIImagesOut
from service.arena.generations import sync_generation
from service.arena.generations.outputs import output_path
from service.arena.services import Services
from service.domain import clock
from service.domain.generations import Generation, Media
from service.http.deps import origin_of

STREAM = "text/event-stream"

Kind = Literal["image_generation.completed", "image_edit.completed"]


class _InputTokens(BaseModel):
    image_tokens: int = 0
    text_tokens: int = 0


class _Usage(BaseModel):
    """Tokens, which nobody counts here: images are paid one by one. Strict clients need the fields."""

    input_tokens: int = 0
    input_tokens_details: _InputTokens = _InputTokens()
    output_tokens: int = 0
    total_tokens: int = 0


class CompletedEvent(BaseModel):
    """A complete image, as an event. Its background and quality are what the model chose."""

    type: Kind
    b64_json: str
    url: str
    created_at: int
    size: str
    output_format: str
    background: Literal["auto"] = "auto"
    quality: Literal["auto"] = "auto"
    usage: _Usage = _Usage()


async def answer_of(
    request: Request, services: Services, generations: list[Generation], body: ImagesWish, kind: Kind
) -> OpenAIImagesOut | Response:
    """Return the images of completed generations, in the way in which they were requested."""
    created = clock.now() // clock.SECOND
    origin = origin_of(request)
    urls = [origin + output_path(services.secret, one.number) for one in generations]
    if body.response_format == "url" and not body.stream:
        return OpenAIImagesOut(created=created, data=[OpenAIImageOut(url=url) for url in urls])
    images = await sync_generation.bytes_of(services, generations)
    texts = [base64.b64encode(image).decode() for image in images]
    if body.stream:
        media = [one.media for one in generations if one.media]
        events = [_event(kind, *one, created) for one in zip(texts, urls, media, strict=True)]
        return Response("".join(events), headers={"Cache-Control": "no-store"}, media_type=STREAM)
    if body.response_format == "b64_json":
        return OpenAIImagesOut(created=created, data=[OpenAIImageOut(b64_json=text) for text in texts])
    both = zip(urls, texts, strict=True)
    return OpenAIImagesOut(created=created, data=[OpenAIImageOut(url=u, b64_json=text) for u, text in both])


def _event(kind: Kind, text: str, url: str, media: Media, created: int) -> str:
    size = f"{media.width}x{media.height}"
    event = CompletedEvent(
        type=kind, b64_json=text, url=url, created_at=created, size=size, output_format=media.format
    )
    return f"event: {kind}\ndata: {event.model_dump_json()}\n\n"
