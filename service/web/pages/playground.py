"""The playground: one prompt, several models, their images and a form that adds them to an arena."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from service.arena.access.admins import MARKER
from service.arena.access.visitors import Visitor
from service.arena.catalog import arenas
from service.arena.generations import gifts, playground
from service.arena.generations.edit_inputs import fetch_source
from service.arena.generations.generations import GenerationRequest
from service.arena.generations.gifts import Gift, Given
from service.arena.generations.outputs import output_path
from service.arena.generations.playground import MOST_MODELS, Playable, Played
from service.arena.services import Services as Parts
from service.domain.arenas import Arena
from service.domain.catalog import MAX_PROMPT
from service.domain.generations import TERMINAL
from service.errors import ArenaError, Invalid, Unauthorized
from service.http.deps import Services, key_of, own_page, reader
from service.http.deps import visitor as visitor_behind
from service.web.filters import counted, money
from service.web.page_route import PageRoute
from service.web.rendering import Head, render

router = APIRouter(
    prefix="/playground", route_class=PageRoute, include_in_schema=False, dependencies=[Depends(reader)]
)

SIZES = ("1024x1024", "1024x768", "768x1024")

PROMPTS = (
    "A red fox in a lavender field at dawn",
    "A lighthouse in a storm, watercolor",
    "A bowl of ramen on a wooden table",
    'A poster that says "Good morning"',
    "An old bicycle in front of a yellow wall",
)
"""Prompts to start with."""

_ABOUT = "Enter a prompt, choose models, and compare their images side by side."
_CHOSEN = 2  # models at first
_LONGEST_PRESS = 100


@dataclass(frozen=True, slots=True)
class PlaygroundForm:
    """The values of the form, empty at first. ``press`` is the id of the next press of its button."""

    press: str
    prompt: str = ""
    models: Sequence[str] = ()
    size: str = SIZES[0]
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One model's result: the URL of its image, or the reason why it has none yet.

    A ``pending`` one is still being generated. What it ``cost`` is empty where nobody pays.
    """

    played: Played
    name: str
    url: str | None
    cost: str

    @property
    def pending(self) -> bool:
        """Whether the image may still come."""
        generation = self.played.generation
        return generation is not None and generation.status not in TERMINAL


@dataclass(frozen=True, slots=True)
class CardPage:
    """The card of one model, for the page's script."""

    head: Head
    card: Card


@dataclass(frozen=True, slots=True)
class PlaygroundPage:
    """The playground's context. ``total`` says what the chosen images cost.

    ``given`` is what an arena just got, and ``is_admin`` that the browser has an administrator's session.
    """

    head: Head
    models: Sequence[Playable]
    arenas: Sequence[Arena]
    form: PlaygroundForm
    total: str
    cards: Sequence[Card] = ()
    problem: str = ""
    given: Given | None = None
    is_admin: bool = False
    sizes: Sequence[str] = SIZES
    prompts: Sequence[str] = PROMPTS
    most: int = MOST_MODELS

    @property
    def completed(self) -> list[Played]:
        """The results that have an image."""
        return [card.played for card in self.cards if card.url]

    @property
    def has_free(self) -> bool:
        """Whether some models need no key."""
        return any(model.free for model in self.models)


@router.get("")
async def empty(
    request: Request,
    services: Services,
    prompt: Annotated[str, Query(max_length=MAX_PROMPT)] = "",
    models: Annotated[Sequence[str], Query()] = (),
) -> Response:
    """Return the form, with the prompt and the models of a link."""
    return await _show(request, services, PlaygroundForm(_new_press(), prompt, models))


@router.get("/total")
async def show_total(
    services: Services,
    models: Annotated[Sequence[str], Query()] = (),
    keyed: Annotated[bool, Query()] = False,  # noqa: FBT002 - the query's
) -> Response:
    """Return what images by these models cost, in words."""
    known = await services.database.read(playground.playable)
    chosen = [model for model in known if model.slug in models]
    return HTMLResponse(escape(total_of(chosen, keyed=keyed)), headers={"Cache-Control": "no-store"})


@router.post("", dependencies=[Depends(own_page)])
async def play(request: Request, services: Services) -> Response:
    """Generate the images and show what is ready within a minute."""
    visitor = visitor_behind(request)
    data = await request.form(max_files=0, max_fields=100)
    form = _form_of(data)
    try:
        played = await _play(services, visitor, data, form)
    except ArenaError as error:
        return await _show(request, services, form, problem=error.detail, status=error.status)
    answer = await _show(request, services, replace(form, press=_new_press()), played)
    return _with_cookie(answer, visitor)


@router.post("/card", dependencies=[Depends(own_page)])
async def play_one(request: Request, services: Services) -> Response:
    """Return the card of one model, for the page's script; asked again, it waits for the same image."""
    visitor = visitor_behind(request)
    data = await request.form(max_files=0, max_fields=100)
    form = _form_of(data)
    form = replace(form, models=form.models[:1])
    try:
        (played,) = await _play(services, visitor, data, form)
    except ArenaError as error:
        played = Played(next(iter(form.models), ""), None, error.detail)
    known = await services.database.read(playground.playable)
    page = CardPage(_head(), _card(services, played, known))
    return _with_cookie(render(request, "voters/playground_card.html", page), visitor)


@router.post("/gifts", dependencies=[Depends(own_page)])
async def give(request: Request, services: Services) -> Response:
    """Add generated images to an arena, and say what it got."""
    data = await request.form(max_files=0, max_fields=100)
    themes = [theme.strip() for theme in _text(data, "themes").split(",") if theme.strip()]
    gift = Gift(_texts(data, "generation"), themes, _text(data, "language") or None)
    form = PlaygroundForm(_new_press())
    try:
        key = await key_of(services, _text(data, "key"), "generate")
        given = await gifts.give(services, key, _text(data, "arena"), gift)
    except ArenaError as error:
        return await _show(request, services, form, problem=error.detail, status=error.status)
    return await _show(request, services, form, given=given)


def total_of(chosen: Sequence[Playable], *, keyed: bool) -> str:
    """Return what images by these models cost at most, in words; what is free is so only without a key."""
    if not chosen:
        return "Choose at least one model."
    paid = [model for model in chosen if keyed or not model.free]
    free = len(chosen) - len(paid)
    sums: dict[str, Decimal] = {}
    for model in paid:
        sums[model.currency] = sums.get(model.currency, Decimal(0)) + Decimal(str(model.amount))
    if not paid:
        return f"Total: free ({counted(free, 'image')})"
    amounts = " + ".join(money(amount, currency) for currency, amount in sums.items())
    more = f"; {free} more free" if free else ""
    return f"Total: at most {amounts} for {counted(len(paid), 'image')}{more}"


def _new_press() -> str:
    return secrets.token_urlsafe(16)


def _text(data: FormData, name: str) -> str:
    value = data.get(name, "")
    return _storable(value).strip() if isinstance(value, str) else ""


def _texts(data: FormData, name: str) -> list[str]:
    return [_storable(value) for value in data.getlist(name) if isinstance(value, str)]


def _storable(text: str) -> str:
    """Return a text without lone surrogates: a form may name an encoding that has them."""
    return text.encode(errors="replace").decode()


def _form_of(data: FormData) -> PlaygroundForm:
    press = _text(data, "press")[:_LONGEST_PRESS] or _new_press()
    prompt, size = _text(data, "prompt"), _text(data, "size") or SIZES[0]
    return PlaygroundForm(press, prompt, _texts(data, "models"), size, _text(data, "image_url"))


async def _play(services: Parts, visitor: Visitor, data: FormData, form: PlaygroundForm) -> list[Played]:
    """Generate the images of a form, with its key or, without one, for a visitor."""
    token = _text(data, "key")
    payer = await key_of(services, token, "generate") if token else visitor
    if form.image_url and not token:
        raise Unauthorized("editing an image needs an API key")
    return await playground.play(services, payer, await _requests(services, form), form.press)


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
    form: PlaygroundForm,
    played: Sequence[Played] = (),
    *,
    problem: str = "",
    given: Given | None = None,
    status: int = 200,
) -> Response:
    models = await services.database.read(playground.playable)
    if not form.models:  # those that cost nothing first
        first = sorted(models, key=lambda model: not model.free)[:_CHOSEN]
        form = replace(form, models=[model.slug for model in first])
    page = PlaygroundPage(
        _head(),
        models,
        await services.database.read(arenas.running),
        form,
        total_of([model for model in models if model.slug in form.models], keyed=False),
        [_card(services, one, models) for one in played],
        problem,
        given,
        MARKER in request.cookies,
    )
    return render(request, "voters/playground.html", page, status)


def _head() -> Head:
    return Head("Playground", _ABOUT, "/playground", section="playground")


def _with_cookie(answer: Response, visitor: Visitor) -> Response:
    if visitor.cookie:
        answer.headers["Set-Cookie"] = visitor.cookie
    return answer


def _card(services: Parts, played: Played, models: Sequence[Playable]) -> Card:
    names = {model.slug: model.name for model in models}
    generation = played.generation
    url = output_path(services.secret, generation.number) if generation and generation.media else None
    cost = ""
    if generation and generation.key is not None and generation.cost is not None:
        cost = money(generation.cost, generation.currency or "USD")
    return Card(played, names.get(played.model, played.model), url, cost)
