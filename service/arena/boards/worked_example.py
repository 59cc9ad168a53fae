"""What an arena's ratings mean, computed with its own parameters by the fold that votes go through."""

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
"""After how many votes a belief is shown."""

# Of so many votes the example's model loses one: often enough to be good, seldom enough to be better.
_ONE_LOSS_IN = 3
# What is known of the example's opponents, against a newcomer's sigma.
_SETTLED = 20


class Belief(NamedTuple):
    """What is believed of a model's skill after so many votes."""

    votes: int
    skill: Skill

    @property
    def score(self) -> float:
        """What a board would order it by."""
        return self.skill.score


def beliefs(arena: Arena, counts: Iterable[int] = COUNTS) -> list[Belief]:
    """How the belief about a model settles that wins two votes of three against average, well-known ones."""
    params, wanted = params_of(arena), list(counts)
    skill, found = Skill(params.mu, params.variance), []
    for votes in range(max(wanted) + 1):
        if votes in wanted:
            found.append(Belief(votes, skill))
        skill = _voted(params, skill, won=votes % _ONE_LOSS_IN != 1)
    return found


def _voted(params: Params, skill: Skill, *, won: bool) -> Skill:
    """Return the belief after one more vote."""
    other = Skill(params.mu, params.variance / _SETTLED**2)
    (m_w, s_w), (m_l, s_l) = (skill, other) if won else (other, skill)
    noise = (params.two_beta2, params.tau2, params.margin)
    after = update(m_w, s_w, m_l, s_l, False, *noise)  # noqa: FBT003
    return Skill(*after[:2]) if won else Skill(*after[2:])


class GapChances(NamedTuple):
    """What a vote says between two models whose ratings are so far apart, the better one's view."""

    gap: float
    win: float
    draw: float
    loss: float


def chances(arena: Arena, gaps: Iterable[float]) -> list[GapChances]:
    """Return the chances at these distances, of models that are well known."""
    params = params_of(arena)
    known = params.variance / _SETTLED**2
    return [GapChances(gap, *predict(params, Skill(gap, known), Skill(0.0, known))[:3]) for gap in gaps]
