"""How much the voters of an arena agree, as measured and shown."""

from __future__ import annotations

from typing import NamedTuple


class Agreement(NamedTuple):
    """How much voters agree on a theme, or on everything if it is empty.

    ``alpha`` is Krippendorff's, of the ``pairs`` of images that several voters judged, with so many
    ``votes``; None if it is not defined. ``gold_right`` of ``gold`` answers to gold pairs are right, and
    ``repeats_same`` of ``repeats`` answers are the same as before.
    """

    arena_id: int
    theme: str
    measured_at: int
    pairs: int
    votes: int
    alpha: float | None
    error: float | None
    gold: int
    gold_right: int
    repeats: int
    repeats_same: int

    @property
    def right_share(self) -> float | None:
        """The share of the answers to gold pairs that are right, None without any."""
        return self.gold_right / self.gold if self.gold else None

    @property
    def same_share(self) -> float | None:
        """The share of the answers to repeats that are the same as before, None without any."""
        return self.repeats_same / self.repeats if self.repeats else None
