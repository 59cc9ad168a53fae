"""The list of models, with a form to search it, and the pages of organizations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator, Field

from service.arena.models.cards import ModelCard, cards
from service.arena.models.organization_page import OrganizationPage, organization_page
from service.arena.models.search import Choices, ModelFilter, Sort, Use, choices, search
from service.domain import clock
from service.http.deps import Services, no_query, reader
from service.http.response_cache import EVERY_ARENA, Content
from service.http.responses import answer
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.charts.inline import line
from service.web.rendering import GRACE_SECONDS, Head, prepared

router = APIRouter(include_in_schema=False, dependencies=[Depends(reader)])

PAGE = 48


def _none_if_empty(value: object) -> object:
    """Return a form sends what was left empty, too."""
    return None if value == "" else value


_Given = BeforeValidator(_none_if_empty)
_Word = Annotated[str | None, Text, Field(max_length=200), _Given]


class ModelsQuery(Strict):
    """The form of the list."""

    q: _Word = None
    organization: _Word = None
    license: Annotated[Use | None, _Given] = None
    capability: _Word = None
    price: Annotated[float | None, Field(ge=0, allow_inf_nan=False), _Given] = None
    sort: Sort = "rank"
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    def wish(self) -> ModelFilter:
        """Return the same as the use case has it."""
        return ModelFilter(self.q, self.organization, self.license, self.capability, self.price, self.sort)


@dataclass(frozen=True, slots=True)
class Sketched:
    """A card with the line of its scores, None for fewer than two."""

    card: ModelCard
    line: str | None


@dataclass(frozen=True, slots=True)
class ModelsView:
    """The list's context: ``found`` cards of which one page is shown; the form as it was sent.

    ``before`` and ``after`` are the queries of the pages around it, None where there is none.
    """

    head: Head
    asked: ModelsQuery
    choices: Choices
    found: int
    every: int
    cards: tuple[Sketched, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """An organization's page."""

    head: Head
    it: OrganizationPage
    cards: tuple[Sketched, ...]


@router.get("/models")
async def list_models(
    request: Request, asked: Annotated[ModelsQuery, Query()], services: Services
) -> Response:
    """Return the models that the form asks for."""

    async def produce() -> Content:
        every = await services.database.read(cards, clock.now() // clock.DAY)
        return prepared(request, services, "models.html", models_view(every, asked), grace=GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)


@router.get("/organizations/{organization}", dependencies=[Depends(no_query)])
async def show_organization(request: Request, organization: str, services: Services) -> Response:
    """Return who makes models, and which."""

    async def produce() -> Content:
        today = clock.now() // clock.DAY
        page = await services.database.read(organization_page, organization, today)
        return prepared(request, services, "organization.html", organization_view(page), grace=GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)


def models_view(every: tuple[ModelCard, ...], asked: ModelsQuery) -> ModelsView:
    """Return the context of the list."""
    found = search(every, asked.wish())
    first = (asked.page - 1) * PAGE
    about = "Models that make and change images: ranks from blind votes, prices, licences."
    return ModelsView(
        head=Head("Models", about, "/models", section="models"),
        asked=asked,
        choices=choices(every),
        found=len(found),
        every=len(every),
        cards=tuple(sketched(card) for card in found[first : first + PAGE]),
        before=_query(asked, asked.page - 1) if asked.page > 1 else None,
        after=_query(asked, asked.page + 1) if first + PAGE < len(found) else None,
    )


def organization_view(page: OrganizationPage) -> OrganizationView:
    """Return the context of an organization's page."""
    maker = page.organization
    about = f"{maker.name}: its models, their ranks from blind votes, prices and licences."
    head = Head(maker.name, about, f"/organizations/{maker.slug}", section="models")
    return OrganizationView(head, page, tuple(sketched(card) for card in page.cards))


def sketched(card: ModelCard) -> Sketched:
    """Return a card as it is drawn."""
    return Sketched(card, line(card.scores))


def _query(asked: ModelsQuery, page: int) -> str:
    given = asked.model_copy(update={"page": page}).model_dump(exclude_defaults=True)
    return urlencode(given)
