"""A prompt and the images that all models made for it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from service.arena.models.prompt_gallery import PromptGallery, prompt_gallery
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.web.page_route import PageRoute
from service.web.rendering import GRACE_SECONDS, SITE_CARD, Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_TITLE = 60


@dataclass(frozen=True, slots=True)
class PromptPage:
    """The context of a prompt's page."""

    head: Head
    gallery: PromptGallery


@router.get("/arenas/{arena}/prompts/{prompt_id}", dependencies=[Depends(reader)])
async def show_prompt(request: Request, arena: str, prompt_id: int, services: Services) -> Response:
    """Return the page of a prompt."""

    async def produce() -> Content:
        gallery = await services.database.read(prompt_gallery, arena, prompt_id)
        return prepared(request, services, "prompt.html", page_of(gallery), grace=GRACE_SECONDS)

    return await answer(request, arena, produce)


def page_of(gallery: PromptGallery) -> PromptPage:
    """Return the context of a gallery's page."""
    text = " ".join(gallery.prompt.text.split())
    title = text if len(text) <= _TITLE else f"{text[:_TITLE].rstrip()}…"
    about = f"What the models of {gallery.arena.name} made for one prompt, by rank, and how people voted."
    image = gallery.images[0].image_url if gallery.images else SITE_CARD
    path = f"/arenas/{gallery.arena.slug}/prompts/{gallery.prompt.id}"
    return PromptPage(Head(title, about, path, section="arenas", image=image, arena=gallery.arena), gallery)
