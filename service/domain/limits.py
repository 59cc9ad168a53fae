"""What limits a board: more votes, more prompts or more voters would make it surer, and by how much each."""

from __future__ import annotations

from typing import NamedTuple

UNITS = 100


class Limits(NamedTuple):
    """The shares of the variance of a board's intervals that are owed to votes, prompts and voters.

    ``tau`` is how right the order probably is, as Kendall's tau with the truth, and ``ceiling`` how right it
    would be after endless votes on the same prompts; None where votes name no prompts.
    """

    votes: float
    prompts: float
    voters: float
    tau: float
    ceiling: float | None

    @property
    def most(self) -> str:
        """What would help most: ``votes``, ``prompts`` or ``voters``."""
        return max(("votes", "prompts", "voters"), key=lambda kind: float(getattr(self, kind)))

    @property
    def sentence(self) -> str:
        """What would help most, in words."""
        units = round(UNITS * float(getattr(self, self.most)))
        return f"More {self.most} would help most: {units} of the next {UNITS} units of certainty."
