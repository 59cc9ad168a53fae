"""Findings: what the doctor says of one subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

LEAST_FREE_BYTES = 1_000_000_000
"""A disk with less room than this is a finding."""

_SHOWN = 20


class Finding(NamedTuple):
    """The result of one check: its subject, whether all is well, and the details."""

    what: str
    well: bool
    detail: str


def ids(numbers: Sequence[int]) -> str:
    """Return the first ids of a list as text."""
    return f"{', '.join(map(str, numbers[:_SHOWN]))}{' …' * (len(numbers) > _SHOWN)}"
