"""A worked example of an arena's ratings, computed with its parameters by the real fold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from service.arena.recording.folding import params_of
from service.domain.arenas import Arena
from service.domain.ratings import Skill
from service.rating.kernel import update
from service.rating.params import Params
from service.rating.prediction import predict

COUNTS = (0, 3, 10, 30)
"""The numbers of votes after which the example shows a belief."""

# The example's model loses one vote of this many: it is good, but not unbeatable.
_ONE_LOSS_IN = 3
# How much better the skills of its opponents are known than a newcomer's, as a ratio of sigmas.
_SETTLED = 20


class Belief(NamedTuple):
    """The belief about a model's skill after a number of votes."""

    votes: int
    skill: Skill

    @property
    def score(self) -> float:
        """The score a leaderboard would show."""
        return self.skill.score


def beliefs(arena: Arena, counts: Iterable[int] = COUNTS) -> list[Belief]:
    """Return the beliefs about a model that wins two of three votes against average, well-known models."""
    params, wanted = params_of(arena), list(counts)
    skill, shown_beliefs = Skill(params.mu, params.variance), []
    for votes in range(max(wanted) + 1):
        if votes in wanted:
            shown_beliefs.append(Belief(votes, skill))
        skill = _voted(params, skill, won=votes % _ONE_LOSS_IN != 1)
    return shown_beliefs


def _voted(params: Params, skill: Skill, *, won: bool) -> Skill:
    """Return the belief after one more vote."""
    other = Skill(params.mu, params.variance / _SETTLED**2)
    (m_w, s_w), (m_l, s_l) = (skill, other) if won else (other, skill)
    noise = (params.two_beta2, params.tau2, params.margin)
    after = update(m_w, s_w, m_l, s_l, False, *noise)  # noqa: FBT003
    return Skill(*after[:2]) if won else Skill(*after[2:])


class GapChances(NamedTuple):
    """The chances of a vote between two models with this rating gap, for the better one."""

    gap: float
    win: float
    draw: float
    loss: float


def chances(arena: Arena, gaps: Iterable[float]) -> list[GapChances]:
    """Return the chances at these rating gaps, between models whose skills are well known."""
    params = params_of(arena)
    known = params.variance / _SETTLED**2
    return [GapChances(gap, *predict(params, Skill(gap, known), Skill(0.0, known))[:3]) for gap in gaps]
