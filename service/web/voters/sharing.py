"""Cards that voters share, as a page and a picture."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from service.arena.services import Services as Parts
from service.arena.votes.cards import Card, named
from service.domain.arenas import EVERY_ARENA, Arena
from service.http.deps import Services
from service.http.response_cache import Content
from service.http.responses import answer
from service.web.charts.raster import Rasterizer
from service.web.charts.svg_text import plain
from service.web.charts.theme import Theme
from service.web.embeds.card_logos import CardLogo, card_logo, card_look
from service.web.embeds.share_cards import GRACE_SECONDS
from service.web.filters import percent
from service.web.page_route import PageRoute
from service.web.rendering import Head, render, templates_of
from service.web.translation import ENGLISH, LOCALES, gettext, locale, ngettext, speaking, spoken

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_NAME_CHARACTERS = 30


@dataclass(frozen=True, slots=True)
class CardView:
    """A card's texts, in its language, and its look."""

    look: Theme
    title: str
    names: tuple[str, ...]
    about: str
    invitation: str
    logo: CardLogo | None = None

    @property
    def text(self) -> str:
        """The card in a sentence."""
        return f"{self.title}: {', '.join(f'{place}. {name}' for place, name in enumerate(self.names, 1))}."


@dataclass(frozen=True, slots=True)
class SharedPage:
    """The context of a card's page; ``vote`` leads to the arena while it takes votes."""

    head: Head
    card: CardView
    picture: str
    board: str
    vote: str | None


@router.get("/shared/{token}.png")
async def show_picture(request: Request, token: str, services: Services) -> Response:
    """Return a card as PNG, 1200 by 630."""
    card = Card.parse(services.secret, token)

    async def produce() -> Content:
        with spoken(LOCALES.get(card.tag, ENGLISH)):
            view, _ = await _view(services, card)
            svg = templates_of(request).picture("embeds/shared.svg", view)
        rasterizer: Rasterizer = request.app.state.rasterizer
        return Content(await rasterizer.png(svg), "image/png", private=False, grace=GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)


@router.get("/shared/{token}", dependencies=[Depends(speaking)])
async def show_page(request: Request, token: str, services: Services) -> Response:
    """Return the page that a card's address leads to."""
    view, arena = await _view(services, Card.parse(services.secret, token)._replace(tag=locale().tag))
    path = f"/shared/{token}"
    board = f"/arenas/{arena.slug}"
    page = SharedPage(
        Head(view.title, view.text, path, image=f"{path}.png", arena=arena),
        view,
        f"{path}.png",
        board,
        None if arena.retired_at else f"{board}/vote",
    )
    return render(request, "voters/shared.html", page)


async def _view(services: Parts, card: Card) -> tuple[CardView, Arena]:
    arena, names = await services.database.read(named, card)
    votes = ngettext("From {count} vote", "From {count} votes", card.votes).format(count=card.votes)
    about = votes
    if card.agreement is not None:
        agreement = gettext("agrees with everyone in {share}").format(share=percent(card.agreement / 100))
        about = f"{votes} · {agreement}"
    return CardView(
        card_look(services, arena),
        gettext("My top models in {arena}").format(arena=plain(arena.name, _NAME_CHARACTERS)),
        tuple(plain(name, _NAME_CHARACTERS) for name in names),
        about,
        gettext("Vote blind and find yours"),
        await card_logo(services, arena),
    ), arena
