"""Models: the competitors."""

from __future__ import annotations

from dataclasses import dataclass

KNOWN = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class License:
    """Under what a model is published, and the two facts people ask of it: ``yes``, ``no`` or ``unknown``."""

    name: str | None = None
    url: str | None = None
    weights_open: str = "unknown"
    commercial_use: str = "unknown"


@dataclass(frozen=True, slots=True)
class Model:
    """A model; ``organization`` is a slug, ``released`` a date (``2026-11-22``), times are microseconds.

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
