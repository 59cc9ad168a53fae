"""Makers: an organization's page, and the list of all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from service.arena.catalog import organizations
from service.arena.models.cards import ModelCard, cards
from service.db.engine import ReadSession
from service.domain.catalog import Organization
from service.domain.paging import Page

# More organizations than any catalog has.
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    """An organization and the cards of its models, including retired ones, highest ranked first."""

    organization: Organization
    cards: tuple[ModelCard, ...]


def organization_page(session: ReadSession, slug: str, today: int) -> OrganizationPage:
    """Return the page of an organization on a day (since 1970). Raise NotFound."""
    organization = organizations.get(session, slug)
    own = tuple(card for card in cards(session, today, retired=True) if card.model.organization == slug)
    return OrganizationPage(organization, own)


def organization_pages(session: ReadSession, today: int) -> tuple[OrganizationPage, ...]:
    """Return all organizations with the cards of their current models, the highest ranked first."""
    own: dict[str | None, list[ModelCard]] = defaultdict(list)
    for card in cards(session, today):
        own[card.model.organization].append(card)
    listed = organizations.page(session, Page(limit=_MOST)).items
    pages = [OrganizationPage(organization, tuple(own[organization.slug])) for organization in listed]
    return tuple(sorted(pages, key=_best_first))


def _best_first(page: OrganizationPage) -> tuple[bool, tuple[bool, float, str], str]:
    best = page.cards[0].standing if page.cards else (True, 0.0, "")
    return not page.cards, best, page.organization.slug
