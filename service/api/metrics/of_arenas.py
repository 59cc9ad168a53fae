"""Metrics of the arenas: read from the database, and the same in every process."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service.arena.boards.figures import ArenaFigures, Overview
from service.domain.ledger import Ledger
from service.domain.matchups import MatchupState
from service.domain.metrics import OTHER


class ArenaMetrics(Collector):
    """Yields the figures in ``current``."""

    def __init__(self) -> None:
        self.current = Overview()

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of all arenas."""
        overview = self.current
        yield GaugeMetricFamily(
            "arena_generations_open", "Generations that have not ended.", overview.open_generations
        )
        yield GaugeMetricFamily(
            "arena_folds_unowned", "Arenas whose votes no process folds.", overview.unowned
        )
        yield from _of_votes(overview)
        yield from _of_matchups(overview.arenas)
        yield from _of_boards(overview.arenas)


def _of_votes(overview: Overview) -> Iterator[Metric]:
    stored = CounterMetricFamily("arena_votes", "Votes in the log.", labels=["arena", "kind"])
    excluded = GaugeMetricFamily(
        "arena_votes_not_counted", "Votes in the log that do not count.", labels=["arena", "reason"]
    )
    revision = GaugeMetricFamily("arena_revision", "The revision of the ratings.", labels=["arena"])
    backlog = GaugeMetricFamily("arena_backlog_votes", "Votes that are not rated yet.", labels=["arena"])
    for arena in overview.arenas:
        ledger = arena.ledger
        total = ledger.total
        for kind, count in _kinds(ledger, total.votes):
            stored.add_metric([ledger.arena, kind], count)
        for reason, count in total.not_counted.items():
            excluded.add_metric([ledger.arena, reason], count)
        revision.add_metric([ledger.arena], ledger.revision)
        backlog.add_metric([ledger.arena], arena.backlog)
    if overview.others:
        backlog.add_metric([OTHER], overview.others.backlog)
    yield from (stored, excluded, revision, backlog)
    if overview.arenas:  # else nothing was read yet
        # Arenas without figures of their own are only in this sum: one that is retired joins them and another
        # leaves, so a counter of their own would fall.
        every = sum(arena.ledger.total.votes for arena in overview.arenas)
        every += overview.others.votes if overview.others else 0
        yield CounterMetricFamily("arena_all_votes", "Votes in the logs of all arenas.", every)


def _kinds(ledger: Ledger, votes: int) -> Iterator[tuple[str, int]]:
    """Yield the votes by kind. The demo's are a kind of their own, because their matchups come later."""
    assigned = ledger.matchups[MatchupState.VOTED] - ledger.simulated.matchups
    yield "matchup", assigned
    yield "reported", votes - assigned - ledger.simulated.votes
    if ledger.simulated.votes:
        yield "simulated", ledger.simulated.votes


def _of_matchups(arenas: tuple[ArenaFigures, ...]) -> Iterator[Metric]:
    dealt = CounterMetricFamily("arena_matchups_dealt", "Matchups dealt.", labels=["arena"])
    ended = GaugeMetricFamily("arena_matchups", "Matchups by what became of them.", labels=["arena", "state"])
    for arena in arenas:
        # The demo's simulated votes get theirs later, many at once, and nobody was dealt them.
        simulated = arena.ledger.simulated.matchups
        dealt.add_metric([arena.ledger.arena], sum(arena.ledger.matchups.values()) - simulated)
        for state, count in arena.ledger.matchups.items():
            ended.add_metric([arena.ledger.arena, state.name.lower()], count)
    yield from (dealt, ended)


def _of_boards(arenas: tuple[ArenaFigures, ...]) -> Iterator[Metric]:
    labels = ["arena", "model"]
    score = GaugeMetricFamily("arena_model_score", "The score, mu - 3 sigma, on all prompts.", labels=labels)
    rank = GaugeMetricFamily("arena_model_rank", "The rank by score on all prompts.", labels=labels)
    votes = GaugeMetricFamily("arena_model_votes", "The votes that count for a model.", labels=labels)
    for arena in arenas:
        for place, standing in arena.best:
            names = [arena.ledger.arena, standing.model]
            score.add_metric(names, standing.score)
            rank.add_metric(names, place)
            votes.add_metric(names, standing.votes)
    yield from (score, rank, votes)
