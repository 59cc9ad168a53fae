"""Offers: what a provider asks for a model's images, and since when."""

from __future__ import annotations

from dataclasses import dataclass

from service.errors import FieldError, Invalid

UNITS = ("image",)
MICROS = 1_000_000
MAX_AMOUNT = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer; the amount is in millionths of the currency's unit, ``valid_from`` a date."""

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

    @property
    def amount(self) -> float:
        """The amount in units of the currency."""
        return self.amount_micros / MICROS


def to_micros(amount: float) -> int:
    """An amount in millionths; raises Invalid where it is out of bounds or finer than they are."""
    if not 0 <= amount <= MAX_AMOUNT:
        raise _refused(f"must be from 0 to {MAX_AMOUNT:,.0f}")
    micros = round(amount * MICROS)
    if micros / MICROS != amount:
        raise _refused("must be a whole number of millionths of the currency's unit; round it")
    return micros


def _refused(detail: str) -> Invalid:
    return Invalid(f"amount {detail}", [FieldError("amount", detail)])
