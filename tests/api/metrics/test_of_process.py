"""What a process counts, as Prometheus reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.registry import Collector

from service.api.metrics.of_process import ProcessMetrics
from service.api.middleware.request_counts import RequestCounts
from service.arena.backups import last
from service.arena.boards.events import Events
from service.errors import Damaged
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit


def samples(collector: Collector) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in collector.collect()
        for sample in family.samples
    }


@pytest.mark.anyio
async def test_what_was_refused_called_and_opened(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(3))
        services.recorder.refused.add("already-voted")
        services.access.rate_limits.refused.add("voter_vote", number=2)
        services.generations.outcomes.add("demo", "completed")
        with pytest.raises(Damaged):
            await services.blobs.read("copies", bytes(32))
        (tmp_path / last.FILE).write_text('{"at": 1500000}')
        events = Events(services.database)
        await events.follow(arena.slug)
        found = samples(ProcessMetrics(services, RequestCounts(), events))
        events.close()
    assert found["arena_votes_refused_total", "already-voted"] == 1
    assert found["arena_requests_limited_total", "voter_vote"] == 2
    assert found["arena_provider_calls_total", "demo", "completed"] == 1
    assert found["arena_event_followers",] == 1
    assert found["arena_batch_votes_count",] == 1
    assert found["arena_blob_errors_total", "damaged"] == 1
    assert found["arena_last_backup_timestamp_seconds",] == 1.5
    assert found["arena_folds",] == 0  # SQLite folds with each batch
    assert found["arena_database_connections_limit", "write"] == 1
    assert found["arena_database_connections_limit", "read"] >= 1
    assert found["arena_database_connections", "read"] >= 0
