"""Metrics for Prometheus: the requests and the queue of this process, and the votes of every arena.

docs/operations.md explains each metric. No metric names a voter, an IP address or a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from service.api.middleware.request_counts import RequestCounts
from service.arena.boards.ledger import every_ledger
from service.arena.generations.generations import open_generations
from service.arena.services import Services as Parts
from service.domain.ledger import Ledger
from service.domain.matchups import MatchupState
from service.http.deps import Services, reader

router = APIRouter(tags=["operation"])


class Metrics(Collector):
    """The metrics of this process, in their own registry."""

    def __init__(self, services: Parts, requests: RequestCounts) -> None:
        self._services = services
        self._requests = requests
        self._ledgers: Sequence[Ledger] = ()
        self._open = 0
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def render(self, ledgers: Sequence[Ledger], generations: int) -> bytes:
        """Return all metrics in Prometheus' format, for these ledgers and this many open generations."""
        self._ledgers, self._open = ledgers, generations
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics except those about the process."""
        yield from self._of_requests()
        yield from self._of_recorder()
        yield from self._of_generations()
        yield from _of_votes(self._ledgers)
        yield from _of_matchups(self._ledgers)

    def _of_requests(self) -> Iterator[Metric]:
        answered = CounterMetricFamily(
            "arena_http_requests", "Requests answered.", labels=["route", "method", "status"]
        )
        for (route, method, status), count in self._requests.answered.items():
            answered.add_metric([route, method, str(status)], count)
        seconds = HistogramMetricFamily(
            "arena_http_request_seconds", "Time until the answer began.", labels=["route", "method"]
        )
        for labels, histogram in self._requests.seconds.items():
            seconds.add_metric(labels, list(histogram.cumulative()), histogram.total)
        yield from (answered, seconds)

    def _of_recorder(self) -> Iterator[Metric]:
        recorder = self._services.recorder
        yield GaugeMetricFamily("arena_queue_votes", "Votes that wait to be recorded.", recorder.waiting)
        batches = HistogramMetricFamily("arena_batch_votes", "Votes recorded in one transaction.", labels=[])
        batches.add_metric([], list(recorder.batches.cumulative()), recorder.batches.total)
        yield batches

    def _of_generations(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("arena_generations_open", "Generations that have not ended.", self._open)
        waiting = self._services.generations.completions.waiting
        yield GaugeMetricFamily("arena_generation_waits", "Requests that wait for a generation.", waiting)


def _of_votes(ledgers: Iterable[Ledger]) -> Iterator[Metric]:
    stored = CounterMetricFamily("arena_votes", "Votes in the log.", labels=["arena", "kind"])
    excluded = GaugeMetricFamily(
        "arena_votes_not_counted", "Votes in the log that do not count.", labels=["arena", "reason"]
    )
    revision = GaugeMetricFamily("arena_revision", "The revision of the ratings.", labels=["arena"])
    for ledger in ledgers:
        total, dealt = ledger.total, ledger.matchups[MatchupState.VOTED]
        stored.add_metric([ledger.arena, "matchup"], dealt)
        stored.add_metric([ledger.arena, "reported"], total.votes - dealt)
        for reason, count in total.not_counted.items():
            excluded.add_metric([ledger.arena, reason], count)
        revision.add_metric([ledger.arena], ledger.revision)
    yield from (stored, excluded, revision)


def _of_matchups(ledgers: Iterable[Ledger]) -> Iterator[Metric]:
    dealt = CounterMetricFamily("arena_matchups_dealt", "Matchups dealt.", labels=["arena"])
    ended = GaugeMetricFamily("arena_matchups", "Matchups by what became of them.", labels=["arena", "state"])
    for ledger in ledgers:
        dealt.add_metric([ledger.arena], sum(ledger.matchups.values()))
        for state, count in ledger.matchups.items():
            ended.add_metric([ledger.arena, state.name.lower()], count)
    yield from (dealt, ended)


@router.get(
    "/metrics",
    dependencies=[Depends(reader)],
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def show(request: Request, services: Services) -> Response:
    """Return the metrics of the service in Prometheus' format."""
    metrics: Metrics = request.app.state.metrics
    body = metrics.render(await every_ledger(services), await open_generations(services))
    return Response(body, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
