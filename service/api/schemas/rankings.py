"""A model's ranks and strengths, arena by arena."""

from __future__ import annotations

from typing import Self

from service.arena.models.performance import Performance, Strength
from service.arena.models.rankings import Ranking
from service.http.schemas.base import Out


class ChangeOut(Out):
    """How much score and rank changed over some days. A negative rank change means the model rose."""

    days: int
    score: float
    rank: int


class RankingOut(Out):
    """The model in an arena: its ``rank`` among the ``ranked`` models, null while it ``needs`` votes.

    ``score = mu - 3 sigma``. ``simulated_votes`` counts the votes in the arena's log that the demo made.
    """

    arena: str
    arena_name: str
    task: str
    revision: int
    method_version: str
    simulated_votes: int
    rank: int | None
    ranked: int
    rank_low: int | None
    rank_high: int | None
    needs: int
    score: float
    mu: float
    sigma: float
    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int
    win_rate: float | None
    bt_rating: float | None
    bt_low: float | None
    bt_high: float | None
    changes: list[ChangeOut]

    @classmethod
    def of(cls, ranking: Ranking) -> Self:
        """Return the ranking of a model in an arena."""
        arena, standing, interval = ranking.arena, ranking.standing, ranking.interval
        return cls(
            arena=arena.slug,
            arena_name=arena.name,
            task=arena.task,
            revision=arena.revision,
            method_version=ranking.method_version,
            simulated_votes=arena.simulated(arena.last_position),
            rank=ranking.rank,
            ranked=ranking.of,
            rank_low=interval and interval.rank_low,
            rank_high=interval and interval.rank_high,
            needs=ranking.needs,
            score=standing.score,
            mu=standing.mu,
            sigma=standing.sigma,
            votes=standing.votes,
            wins=standing.wins,
            losses=standing.losses,
            ties=standing.ties,
            both_bad=standing.both_bad,
            win_rate=standing.win_rate,
            bt_rating=interval and interval.rating,
            bt_low=interval and interval.low,
            bt_high=interval and interval.high,
            changes=[ChangeOut.model_validate(change) for change in ranking.changes],
        )


class StrengthOut(Out):
    """The model on an axis: no score while it ``needs`` votes, no rank on a theme in a language.

    ``likely`` is its pooled rating, null until there is one. While the model ``needs`` votes here, it is
    ``inferred`` from other axes. ``likely_rank`` is its place by it among the ranked models.
    """

    theme: str | None
    language: str | None
    score: float | None
    mu: float | None
    sigma: float | None
    votes: int
    win_rate: float | None
    rank: int | None
    ranked: int | None
    needs: int
    likely: float | None
    likely_low: float | None
    likely_high: float | None
    likely_rank: int | None
    inferred: bool

    @classmethod
    def of(cls, strength: Strength) -> Self:
        """Return the standing of a model on an axis."""
        rated = None if strength.needs else strength.standing
        pooled = strength.likely
        return cls(
            theme=strength.axis.theme or None,
            language=strength.axis.language or None,
            score=rated and rated.score,
            mu=rated and rated.mu,
            sigma=rated and rated.sigma,
            votes=strength.standing.votes,
            win_rate=strength.standing.win_rate,
            rank=strength.rank,
            ranked=strength.of,
            needs=strength.needs,
            likely=pooled and pooled.mean,
            likely_low=pooled and pooled.low,
            likely_high=pooled and pooled.high,
            likely_rank=strength.likely_rank,
            inferred=bool(pooled and strength.needs),
        )


class PerformanceOut(Out):
    """The themes and languages of an arena, strongest first, and its themes in each language.

    ``pooled_position`` is the position of the log that pooled ratings know; null as long as there are none.
    """

    arena: str
    themes: list[StrengthOut]
    languages: list[StrengthOut]
    cells: list[StrengthOut]
    pooled_position: int | None

    @classmethod
    def of(cls, performance: Performance) -> Self:
        """Return the strengths of a model in an arena."""
        return cls(
            arena=performance.arena.slug,
            themes=[StrengthOut.of(strength) for strength in performance.themes],
            languages=[StrengthOut.of(strength) for strength in performance.languages],
            cells=[StrengthOut.of(strength) for strength in performance.cells],
            pooled_position=performance.position,
        )
