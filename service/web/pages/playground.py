"""The playground: one prompt, several models, their images and a form that adds them to an arena."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from service.arena.catalog import arenas
from service.arena.generations import playground
from service.arena.generations.edit_inputs import fetch_source
from service.arena.generations.generations import GenerationRequest
from service.arena.generations.outputs import output_path
from service.arena.generations.playground import MOST_MODELS, Gift, Playable, Played
from service.arena.services import Services as Parts
from service.domain.arenas import Arena
from service.domain.catalog import MAX_PROMPT
from service.errors import ArenaError, Invalid
from service.http.deps import Services, key_of, own_page, reader
from service.web.page_route import PageRoute
from service.web.rendering import Head, render

router = APIRouter(
    prefix="/playground", route_class=PageRoute, include_in_schema=False, dependencies=[Depends(reader)]
)

SIZES = ("1024x1024", "1024x768", "768x1024")

_ABOUT = "Enter a prompt, choose models, and compare their images side by side."
_SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class PlaygroundForm:
    """The values of the form, empty at first."""

    prompt: str = ""
    models: Sequence[str] = ()
    size: str = SIZES[0]
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One model's result: the URL of its image, or the reason why there is none yet."""

    played: Played
    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class PlaygroundPage:
    """The playground's context."""

    head: Head
    models: Sequence[Playable]
    arenas: Sequence[Arena]
    form: PlaygroundForm = PlaygroundForm()
    cards: Sequence[Card] = ()
    problem: str = ""
    sizes: Sequence[str] = SIZES
    most: int = MOST_MODELS

    @property
    def completed(self) -> list[Played]:
        """The results that have an image."""
        return [card.played for card in self.cards if card.url]


@router.get("")
async def empty(request: Request, services: Services) -> Response:
    """Return the form."""
    return await _show(request, services)


@router.post("", dependencies=[Depends(own_page)])
async def play(request: Request, services: Services) -> Response:
    """Generate the images and show what is ready within a minute."""
    data = await request.form(max_files=0, max_fields=100)
    form = _form_of(data)
    try:
        key = await key_of(services, _text(data, "key"), "generate")
        played = await playground.play(services, key, await _requests(services, form))
    except ArenaError as error:
        return await _show(request, services, form, problem=error.detail, status=error.status)
    return await _show(request, services, form, played)


@router.post("/gifts", dependencies=[Depends(own_page)])
async def give(request: Request, services: Services) -> Response:
    """Add generated images to an arena, then redirect to its voting page."""
    data = await request.form(max_files=0, max_fields=100)
    themes = [theme.strip() for theme in _text(data, "themes").split(",") if theme.strip()]
    gift = Gift(_texts(data, "generation"), themes, _text(data, "language") or None)
    try:
        key = await key_of(services, _text(data, "key"), "generate")
        await playground.give(services, key, _text(data, "arena"), gift)
    except ArenaError as error:
        return await _show(request, services, problem=error.detail, status=error.status)
    return RedirectResponse(f"/arenas/{_text(data, 'arena')}/vote", _SEE_OTHER)


def _text(data: FormData, name: str) -> str:
    value = data.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _texts(data: FormData, name: str) -> list[str]:
    return [value for value in data.getlist(name) if isinstance(value, str)]


def _form_of(data: FormData) -> PlaygroundForm:
    size = _text(data, "size") or SIZES[0]
    return PlaygroundForm(_text(data, "prompt"), _texts(data, "models"), size, _text(data, "image_url"))


async def _requests(services: Parts, form: PlaygroundForm) -> list[GenerationRequest]:
    if not 0 < len(form.prompt) <= MAX_PROMPT or "\0" in form.prompt:
        raise Invalid(f"enter a prompt of at most {MAX_PROMPT:,} characters")
    source = await fetch_source(services, form.image_url) if form.image_url else None
    return [
        GenerationRequest(model, form.prompt, form.size, source=source)
        for model in dict.fromkeys(form.models)
    ]


async def _show(
    request: Request,
    services: Parts,
    form: PlaygroundForm = PlaygroundForm(),
    played: Sequence[Played] = (),
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    models = await services.database.read(playground.playable)
    names = {model.slug: model.name for model in models}
    page = PlaygroundPage(
        Head("Playground", _ABOUT, "/playground", section="playground"),
        models,
        await services.database.read(arenas.running),
        form,
        [_card(services, one, names) for one in played],
        problem,
    )
    return render(request, "playground.html", page, status)


def _card(services: Parts, played: Played, names: dict[str, str]) -> Card:
    generation = played.generation
    url = output_path(services.secret, generation.number) if generation and generation.media else None
    return Card(played, names.get(played.model, played.model), url)
