"""A voter against everyone: the leaderboard's order of the same models, and how often the voter agrees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.arena.boards.standings import standing
from service.db.engine import ReadSession
from service.db.queries import models, prompt_categories, ratings
from service.db.queries.own_votes import OutcomeRow
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.boards import order
from service.domain.votes import Outcome

_WINNERS = {int(Outcome.LEFT), int(Outcome.RIGHT)}


@dataclass(frozen=True, slots=True)
class Crowd:
    """What everyone's votes say of a voter's models.

    ``ranks`` are the models' places among themselves by the leaderboard's score, by slug, without those that
    it does not rank. Of ``compared`` votes for one of two ranked models, ``agreed`` are for the higher one.
    """

    ranks: dict[str, int] = field(default_factory=dict)
    compared: int = 0
    agreed: int = 0

    @property
    def share(self) -> float | None:
        """The share of votes that agree with the leaderboard, None without any."""
        return self.agreed / self.compared if self.compared else None


def crowd(session: ReadSession, arena: Arena, votes: Iterable[OutcomeRow]) -> Crowd:
    """Return what everyone says of the models of a voter's votes in an arena."""
    cast = [row for row in votes if row.outcome in _WINNERS]
    axis_id = prompt_categories.find_axis(session, arena.id, OVERALL)
    if axis_id is None:
        return Crowd()
    rows = ratings.of_axis(session, arena.id, axis_id)
    slugs = {row.slug: row.id for row in models.of_ids(session, [row.model_id for row in rows]).values()}
    named = {number: slug for slug, number in slugs.items()}
    ranked = order(standing(arena, row, named[row.model_id]) for row in rows).ranked
    scores = {slugs[one.standing.model]: one.standing.score for one in ranked}
    met = {model for row in cast for model in (row.model_left, row.model_right)}
    mine = [one for one in ranked if slugs[one.standing.model] in met]
    apart = [row for row in cast if _differ(scores, row)]
    agreed = sum(
        (scores[row.model_left] > scores[row.model_right]) == (row.outcome == int(Outcome.LEFT))
        for row in apart
    )
    return Crowd(
        {one.standing.model: 1 + sum(other.rank < one.rank for other in mine) for one in mine},
        len(apart),
        agreed,
    )


def _differ(scores: dict[int, float], row: OutcomeRow) -> bool:
    left, right = scores.get(row.model_left), scores.get(row.model_right)
    return left is not None and right is not None and left != right
