"""Cards that voters share: their first models in an arena, as a page and a picture.

A card's address holds all that the card shows, signed, and nothing else. So nothing is stored for it, nobody
can guess or make one up, and it leads back to no voter. Who never shares it has none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple, Self

from fastapi import APIRouter, Depends, Request, Response

from service.arena.access.signing import signed, unsigned
from service.arena.services import Services as Parts
from service.arena.votes.own import OwnBoard
from service.db.engine import ReadSession
from service.db.queries import arenas, models
from service.domain.arenas import EVERY_ARENA, Arena
from service.errors import NotFound
from service.http.deps import Services
from service.http.response_cache import Content
from service.http.responses import answer
from service.web.charts.raster import Rasterizer
from service.web.charts.svg_text import plain
from service.web.charts.theme import THEMES, Theme
from service.web.embeds.share_cards import GRACE_SECONDS
from service.web.filters import percent
from service.web.page_route import PageRoute
from service.web.rendering import Head, render, templates_of
from service.web.translation import ENGLISH, LOCALES, gettext, locale, ngettext, speaking, spoken

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_PURPOSE = b"shared"
_TAG_BYTES, _SIZES = 2, (4, 4, 1, 4, 4, 4)
_BYTES = _TAG_BYTES + sum(_SIZES)
_SHOWN = 3
_UNKNOWN = 255
_NAME_CHARACTERS = 30


class Card(NamedTuple):
    """What a card says: in which language, of which arena, from how many votes, and the first models.

    ``agreement`` is the share of votes that agree with everyone, in percent, None where that is not known.
    """

    tag: str
    arena: int
    votes: int
    agreement: int | None
    models: tuple[int, ...]

    @classmethod
    def of(cls, board: OwnBoard, tag: str) -> Self:
        """Return the card of a voter's leaderboard."""
        first = [board.ids[row.standing.model] for row in board.rows[:_SHOWN]]
        share = board.crowd.share
        agreement = None if share is None else round(100 * share)
        return cls(tag, board.arena.id, board.votes, agreement, tuple(first))

    @classmethod
    def parse(cls, secret: bytes, token: str) -> Self:
        """Return the card of an address. Raise NotFound for an address that the service did not make."""
        data = unsigned(secret, _PURPOSE, token, _BYTES)
        if data is None:
            raise NotFound("there is no such card")
        tag, rest, numbers = data[:_TAG_BYTES].decode(), data[_TAG_BYTES:], list[int]()
        for size in _SIZES:
            numbers.append(int.from_bytes(rest[:size], "big"))
            rest = rest[size:]
        arena, votes, agreement, *found = numbers
        return cls(
            tag, arena, votes, None if agreement == _UNKNOWN else agreement, tuple(filter(None, found))
        )

    def token(self, secret: bytes) -> str:
        """Return what the card's address ends with."""
        padded = (*self.models, 0, 0, 0)[:_SHOWN]
        numbers = (self.arena, self.votes, _UNKNOWN if self.agreement is None else self.agreement, *padded)
        parts = (number.to_bytes(size, "big") for number, size in zip(numbers, _SIZES, strict=True))
        return signed(secret, _PURPOSE, self.tag.encode() + b"".join(parts))


@dataclass(frozen=True, slots=True)
class CardView:
    """A card's texts, in its language, and its look."""

    look: Theme
    title: str
    names: tuple[str, ...]
    about: str
    invitation: str

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
            svg = templates_of(request).picture("shared.svg", view)
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
        Head(view.title, view.text, path, image=f"{path}.png"),
        view,
        f"{path}.png",
        board,
        None if arena.retired_at else f"{board}/vote",
    )
    return render(request, "shared.html", page)


async def _view(services: Parts, card: Card) -> tuple[CardView, Arena]:
    arena, names = await services.database.read(_named, card.arena, card.models)
    votes = ngettext("From {count} vote", "From {count} votes", card.votes).format(count=card.votes)
    about = votes
    if card.agreement is not None:
        agreement = gettext("agrees with everyone in {share}").format(share=percent(card.agreement / 100))
        about = f"{votes} · {agreement}"
    return CardView(
        THEMES["light"],
        gettext("My top models in {arena}").format(arena=plain(arena.name, _NAME_CHARACTERS)),
        tuple(plain(name, _NAME_CHARACTERS) for name in names),
        about,
        gettext("Vote blind and find yours"),
    ), arena


def _named(session: ReadSession, arena_id: int, model_ids: Collection[int]) -> tuple[Arena, list[str]]:
    arena = arenas.of_id(session, arena_id)
    if arena is None:
        raise NotFound("there is no such card")
    known = models.of_ids(session, model_ids)
    return arena, [known[number].name for number in model_ids if number in known]
