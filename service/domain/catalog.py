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
    """A maker of models."""

    slug: str
    name: str
    url: str | None
    created_at: int
    retired_at: int | None


@dataclass(frozen=True, slots=True)
class License:
    """A model's license and two facts about it, each ``yes``, ``no`` or ``unknown``."""

    name: str | None = None
    url: str | None = None
    weights_open: str = "unknown"
    commercial_use: str = "unknown"


@dataclass(frozen=True, slots=True)
class Model:
    """An image generator that competes. ``released`` is a date such as ``2026-11-22``.

    ``organization`` is a slug. ``capabilities`` are slugs too, such as the task ``text-to-image``.
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
    """A provider's price for an image of a model from the date ``valid_from`` on.

    The amount is in millionths of the currency's unit. ``upstream`` is the provider's name for the model. It
    is None if the offer is only a price, which cannot be used to generate images.
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
        """Return the amount in units of the currency."""
        return self.amount_micros / MICROS


class Price(NamedTuple):
    """The lowest price of one image in currency units, and the provider that asks it.

    ``latency_ms`` is how long the provider says that an image takes, None if it does not say.
    """

    amount: float
    currency: str
    provider: str
    latency_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the images of an arena are made from. ``language`` is None if it is unknown.

    In an image-editing arena, ``source_image`` is the URL or the name of the image to edit, and
    ``source_image_url`` the path of its copy, or None until the copy exists.
    """

    id: int
    text: str
    themes: tuple[str, ...]
    language: str | None
    source_image: str | None
    source_image_url: str | None
    created_at: int


def to_micros(amount: float) -> int:
    """Return an amount in millionths. Raise Invalid if it is out of range or has more decimal places."""
    if not 0 <= amount <= MAX_AMOUNT:
        raise _refused(f"must be from 0 to {MAX_AMOUNT:,.0f}")
    micros = round(amount * MICROS)
    if micros / MICROS != amount:
        raise _refused("must have at most six decimal places")
    return micros


def _refused(detail: str) -> Invalid:
    return Invalid(f"amount {detail}", [FieldError("amount", detail)])
