"""An organization's page: the organization and its models."""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.catalog import organizations
from service.arena.models.cards import ModelCard, cards
from service.db.engine import ReadSession
from service.domain.catalog import Organization


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
