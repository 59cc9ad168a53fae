"""The reveal that a voter gets after a vote."""

from __future__ import annotations

from service.domain.matchups import RatingSnapshot, Reveal, Revealed

WEAK = RatingSnapshot(25.0, 8.0, 1.0, None)
STRONG = RatingSnapshot(26.0, 7.5, 3.5, 4)
REVEAL = Reveal(
    id=7,
    position=7,
    outcome="both_bad",
    left=Revealed("a", "A <b>", "org", WEAK, STRONG, "The Org"),
    right=Revealed("b", "B", None, STRONG, WEAK, None),
    undo_until=0,
    excluded=None,
    created=True,
)
