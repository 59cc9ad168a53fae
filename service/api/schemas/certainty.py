"""The shapes of how sure a leaderboard is, and what would make it surer."""

from __future__ import annotations

from typing import Self

from service.arena.boards.certainty import IntervalBasis
from service.domain.boards import Limits
from service.http.schemas.base import Out


class IntervalOut(Out):
    """What ``bt_low``, ``bt_high`` and the rank ranges rest on.

    ``method`` is ``clustered by prompt and voter``, ``clustered by prompt``, ``clustered by voter``, or
    ``by vote``, which takes every vote as independent. ``prompts`` and ``voters`` are how many the votes of
    the axis name, up to ``position`` of the log; all three are null until the votes were looked at.
    ``detail`` says it in a sentence.
    """

    method: str
    prompts: int | None
    voters: int | None
    position: int | None
    detail: str

    @classmethod
    def of(cls, basis: IntervalBasis) -> Self:
        """Return the shape of what intervals rest on."""
        return cls(**basis._asdict(), detail=basis.sentence)


class LimitsOut(Out):
    """What limits the leaderboard: the shares of the intervals' variance owed to votes, prompts and voters.

    ``tau`` is how right the order probably is: Kendall's tau with the truth. More votes on the same prompts
    cannot take it beyond ``ceiling``, which is null where votes name no prompts, or only one. ``detail`` says
    in a sentence what would help most.
    """

    votes: float
    prompts: float
    voters: float
    tau: float
    ceiling: float | None
    detail: str

    @classmethod
    def of(cls, limits: Limits | None) -> Self | None:
        """Return the shape of what limits a leaderboard; None until the votes were looked at."""
        return limits and cls(
            votes=limits.votes,
            prompts=limits.prompts,
            voters=limits.voters,
            tau=limits.tau,
            ceiling=limits.ceiling,
            detail=limits.sentence,
        )
