"""Metrics of this process: each starts at 0 with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from service.api.middleware.request_counts import RequestCounts
from service.arena.backups import last
from service.arena.boards.events import Events
from service.arena.services import Services
from service.domain import clock
from service.domain.metrics import Counts


class ProcessMetrics(Collector):
    """Collects what this process has counted."""

    def __init__(self, services: Services, requests: RequestCounts, events: Events) -> None:
        self._services = services
        self._requests = requests
        self._events = events

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of this process."""
        yield from self._of_requests()
        yield from self._of_recorder()
        yield from self._of_generations()
        yield from self._of_connections()
        yield from self._of_storage()

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
        limited = self._services.access.rate_limits.refused
        yield from (answered, seconds)
        yield _counter("arena_requests_limited", "Requests over a rate limit.", ["limit"], limited)

    def _of_recorder(self) -> Iterator[Metric]:
        recorder = self._services.recorder
        yield GaugeMetricFamily("arena_queue_votes", "Votes that wait to be recorded.", recorder.waiting)
        batches = HistogramMetricFamily("arena_batch_votes", "Votes recorded in one transaction.", labels=[])
        batches.add_metric([], list(recorder.batches.cumulative()), recorder.batches.total)
        yield batches
        yield _counter("arena_votes_refused", "Votes that were refused.", ["reason"], recorder.refused)
        owned = recorder.folds.owned if recorder.folds else 0
        yield GaugeMetricFamily("arena_folds", "Arenas whose votes this process folds.", owned)

    def _of_generations(self) -> Iterator[Metric]:
        generations = self._services.generations
        waiting = generations.completions.waiting
        yield GaugeMetricFamily("arena_generation_waits", "Requests that wait for a generation.", waiting)
        yield _counter(
            "arena_provider_calls", "Calls of providers.", ["provider", "outcome"], generations.outcomes
        )

    def _of_connections(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("arena_event_followers", "Followers of events.", self._events.followers)
        used = GaugeMetricFamily("arena_database_connections", "Connections in use.", labels=["pool"])
        size = GaugeMetricFamily("arena_database_connections_limit", "Connections at most.", labels=["pool"])
        for name, pool in self._services.database.pools().items():
            used.add_metric([name], pool.used)
            size.add_metric([name], pool.size)
        yield from (used, size)

    def _of_storage(self) -> Iterator[Metric]:
        yield _counter(
            "arena_blob_errors", "Failed calls to the image store.", ["error"], self._services.blobs.errors
        )
        made_at = last.made_at(self._services.settings.data_dir)
        backup = GaugeMetricFamily("arena_last_backup_timestamp_seconds", "When the last backup was made.")
        if made_at is not None:
            backup.add_metric([], made_at / clock.SECOND)
        yield backup


def _counter(name: str, what: str, labels: Sequence[str], counts: Counts) -> Metric:
    family = CounterMetricFamily(name, what, labels=labels)
    for values, count in counts:
        family.add_metric(values, count)
    return family
