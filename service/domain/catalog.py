"""The nouns of the catalog: organizations, models, offers, prompts. Times are microseconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from service.errors import FieldError, Invalid

MAX_PROMPT = 10_000
MICROS = 1_000_000
MAX_AMOUNT = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Organization:
    """Who makes models."""

    slug: str
    name: str
    url: str | None
    created_at: int
    retired_at: int | None


@dataclass(frozen=True, slots=True)
class License:
    """Under what a model is published, and the two facts people ask of it: ``yes``, ``no`` or ``unknown``."""

    name: str | None = None
    url: str | None = None
    weights_open: str = "unknown"
    commercial_use: str = "unknown"


@dataclass(frozen=True, slots=True)
class Model:
    """A competitor; ``organization`` is a slug, ``released`` a date (``2026-11-22``).

    ``capabilities`` are slugs, such as the tasks it can do: ``text-to-image``.
    """

    slug: str
    name: str
    organization: str | None
    organization_name: str | None
    released: str | None
    description: str | None
    license: License
    capabilities: tuple[str, ...]
    created_at: int
    retired_at: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a provider asks for an image of a model from the date ``valid_from`` on.

    The amount is in millionths of the currency's unit. ``upstream`` is what the provider calls the model;
    None where the offer is only a price, and no image can be had by it.
    """

    id: int
    provider: str
    unit: str
    amount_micros: int
    currency: str
    latency_ms: int | None
    valid_from: str
    source_url: str | None
    note: str | None
    created_at: int
    upstream: str | None = None

    @property
    def amount(self) -> float:
        """The amount in units of the currency."""
        return self.amount_micros / MICROS


class Price(NamedTuple):
    """The lowest price of one image in currency units, and the provider that asks it."""

    amount: float
    currency: str
    provider: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What models were asked for in an arena; ``language`` is None where unknown.

    In an arena of image editing, ``source_image`` is the address or the name of the image to edit, and
    ``source_image_url`` the path at which its copy is seen, None until there is one.
    """

    id: int
    text: str
    themes: tuple[str, ...]
    language: str | None
    source_image: str | None
    source_image_url: str | None
    created_at: int


def to_micros(amount: float) -> int:
    """Return an amount in millionths; raise Invalid where it is out of bounds or finer than they are."""
    if not 0 <= amount <= MAX_AMOUNT:
        raise _refused(f"must be from 0 to {MAX_AMOUNT:,.0f}")
    micros = round(amount * MICROS)
    if micros / MICROS != amount:
        raise _refused("must be a whole number of millionths of the currency's unit; round it")
    return micros


def _refused(detail: str) -> Invalid:
    return Invalid(f"amount {detail}", [FieldError("amount", detail)])
