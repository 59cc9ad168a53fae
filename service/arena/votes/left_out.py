"""Why a format for another tool leaves a vote out."""

from __future__ import annotations

from collections.abc import Container

from service.arena.votes.log import Row

VOID = "void"
"""The reason for leaving out a vote that does not count."""


def why_left_out(row: Row, outcomes: Container[str]) -> str | None:
    """Return why a format that has only some outcomes, and no void votes, leaves a vote out; None if not."""
    if row["voided_at"] is not None:
        return VOID
    return None if row["outcome"] in outcomes else str(row["outcome"])
