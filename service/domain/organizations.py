"""Organizations: who makes models."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization; times are microseconds since 1970."""

    slug: str
    name: str
    url: str | None
    created_at: int
    retired_at: int | None
