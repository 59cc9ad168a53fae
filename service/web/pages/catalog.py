"""The list of models, with a form to search it, and the pages of organizations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, zip_longest
from types import MappingProxyType
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator, Field

from service.arena.images import portraits
from service.arena.images.portraits import EACH
from service.arena.models.cards import ModelCard, cards
from service.arena.models.organization_page import OrganizationPage, organization_page, organization_pages
from service.arena.models.search import Choices, ModelFilter, Sort, Use, choices, search
from service.domain import clock
from service.domain.arenas import EVERY_ARENA
from service.domain.images import Portrait, Portraits
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.charts.inline import line
from service.web.page_route import PageRoute
from service.web.rendering import GRACE_SECONDS, Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(reader)])

PAGE = 48
BAND = 5
"""How many images an organization's page starts with."""


def _none_if_empty(value: object) -> object:
    """Return None for an empty field: a form sends those too."""
    return None if value == "" else value


_NoneIfEmpty = BeforeValidator(_none_if_empty)
_OptionalText = Annotated[str | None, Text, Field(max_length=200), _NoneIfEmpty]


class ModelsQuery(Strict):
    """The form of the list."""

    q: _OptionalText = None
    organization: _OptionalText = None
    license: Annotated[Use | None, _NoneIfEmpty] = None
    capability: _OptionalText = None
    price: Annotated[float | None, Field(ge=0, allow_inf_nan=False), _NoneIfEmpty] = None
    sort: Sort = "rank"
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    def model_filter(self) -> ModelFilter:
        """Return the filter that the form describes."""
        return ModelFilter(self.q, self.organization, self.license, self.capability, self.price, self.sort)


@dataclass(frozen=True, slots=True)
class CardView:
    """A model's card with a few of its images and the line of its scores, None for fewer than two scores."""

    card: ModelCard
    images: tuple[Portrait, ...]
    line: str | None


@dataclass(frozen=True, slots=True)
class ModelsView:
    """The list's context: one page of the ``matches`` among ``total`` models, and the form's values.

    ``previous`` and ``next`` are the query strings of the neighboring pages, None if there is no such page.
    """

    head: Head
    query: ModelsQuery
    choices: Choices
    matches: int
    total: int
    cards: tuple[CardView, ...]
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """An organization's page: ``images`` are the best of each of its models in turn."""

    head: Head
    it: OrganizationPage
    cards: tuple[CardView, ...]
    images: tuple[Portrait, ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """An organization in the list of all, with a few images by its models."""

    it: OrganizationPage
    images: tuple[Portrait, ...]


@dataclass(frozen=True, slots=True)
class OrganizationsView:
    """The list of organizations."""

    head: Head
    makers: tuple[Maker, ...]


@router.get("/models")
async def list_models(
    request: Request, query: Annotated[ModelsQuery, Query()], services: Services
) -> Response:
    """Return the models that match the form."""

    async def produce() -> Content:
        every_card = await services.database.read(cards, clock.now() // clock.DAY)
        page = models_view(every_card, query, await portraits.everywhere(services))
        return prepared(request, services, "models/models.html", page, grace=GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)


@router.get("/organizations")
async def list_organizations(request: Request, services: Services) -> Response:
    """Return all organizations with their best models."""

    async def produce() -> Content:
        found = await services.database.read(organization_pages, clock.now() // clock.DAY)
        page = organizations_view(found, await portraits.everywhere(services))
        return prepared(request, services, "models/organizations.html", page, grace=GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)


@router.get("/organizations/{organization}")
async def show_organization(request: Request, organization: str, services: Services) -> Response:
    """Return the page of an organization."""

    async def produce() -> Content:
        today = clock.now() // clock.DAY
        found = await services.database.read(organization_page, organization, today)
        page = organization_view(found, await portraits.everywhere(services))
        return prepared(request, services, "models/organization.html", page, grace=GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)


def models_view(
    every_card: tuple[ModelCard, ...], query: ModelsQuery, shown: Portraits = MappingProxyType({})
) -> ModelsView:
    """Return the context of the list."""
    matches = search(every_card, query.model_filter())
    first = (query.page - 1) * PAGE
    about = "Image generation and editing models: ranks from blind votes, prices, and licenses."
    return ModelsView(
        head=Head("Models", about, "/models", section="models"),
        query=query,
        choices=choices(every_card),
        matches=len(matches),
        total=len(every_card),
        cards=tuple(card_view(card, shown) for card in matches[first : first + PAGE]),
        previous=_link(query, query.page - 1) if query.page > 1 else None,
        next=_link(query, query.page + 1) if first + PAGE < len(matches) else None,
    )


def organization_view(page: OrganizationPage, shown: Portraits) -> OrganizationView:
    """Return the context of an organization's page."""
    maker = page.organization
    about = f"Models by {maker.name}: ranks from blind votes, prices, and licenses."
    head = Head(maker.name, about, f"/organizations/{maker.slug}", section="models")
    cards_ = tuple(card_view(card, shown) for card in page.cards)
    return OrganizationView(head, page, cards_, images_of(page, shown, BAND))


def organizations_view(pages: tuple[OrganizationPage, ...], shown: Portraits) -> OrganizationsView:
    """Return the context of the list of organizations."""
    about = "Makers of image models: their models, ranked by blind votes."
    head = Head("Organizations", about, "/organizations", section="models")
    return OrganizationsView(head, tuple(Maker(page, images_of(page, shown, EACH)) for page in pages))


def images_of(page: OrganizationPage, shown: Portraits, most: int) -> tuple[Portrait, ...]:
    """Return the best image of each of an organization's models, then their second ones, and so on.

    Images of the same prompt are left out.
    """
    rounds = zip_longest(*(shown.get(card.model.slug, ()) for card in page.cards))
    by_prompt: dict[int, Portrait] = {}
    for portrait in chain.from_iterable(rounds):
        if portrait is not None:
            by_prompt.setdefault(portrait.prompt_id, portrait)
    return tuple(by_prompt.values())[:most]


def card_view(card: ModelCard, shown: Portraits) -> CardView:
    """Return a model's card as pages draw it."""
    return CardView(card, shown.get(card.model.slug, ())[:EACH], line(card.scores))


def _link(query: ModelsQuery, page: int) -> str:
    return urlencode(query.model_copy(update={"page": page}).model_dump(exclude_defaults=True))
