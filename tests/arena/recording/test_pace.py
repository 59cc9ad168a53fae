"""The pace of batches: several votes slow the next batch down, and a vote alone hardly does."""

from __future__ import annotations

import pytest

from service.arena.recording import pace
from service.arena.recording.pace import SECONDS, SECONDS_A_VOTE, Pace

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("votes", "seconds"), [(0, 0.0), (1, SECONDS_A_VOTE), (3, 3 * SECONDS_A_VOTE), (500, SECONDS)]
)
async def test_the_next_batch_begins_so_long_after_the_last_one_began(
    monkeypatch: pytest.MonkeyPatch, votes: int, seconds: float
) -> None:
    waited: list[float] = []

    async def sleep(left: float) -> None:
        waited.append(left)

    monkeypatch.setattr(pace.asyncio, "sleep", sleep)
    monkeypatch.setattr(pace.time, "monotonic", lambda: 100.0)
    mine = Pace()
    await mine.wait()
    mine.note(votes)
    await mine.wait()
    assert waited == ([pytest.approx(seconds)] if seconds else [])
    await mine.wait()  # a batch that was never noted had no votes
    assert len(waited) == bool(seconds)
