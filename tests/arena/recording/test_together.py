"""What is asked while an answer is under way goes together into the next."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from service.arena.recording.together import SECONDS, SECONDS_A_VOTE, Pace, Together

pytestmark = pytest.mark.anyio


async def test_what_is_asked_meanwhile_goes_together_and_errors_are_ones_own() -> None:
    runs: list[Sequence[int]] = []
    gate = asyncio.Event()

    async def run(questions: Sequence[int]) -> list[int | Exception]:
        runs.append(questions)
        await gate.wait()
        if 0 in questions:
            raise OSError("away")
        return [ValueError(str(one)) if one < 0 else one * 2 for one in questions]

    together = Together(run)
    asked = [asyncio.create_task(together.ask(1))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asked += [asyncio.create_task(together.ask(one)) for one in (2, -3, 4)]
    await asyncio.sleep(0)
    asked[3].cancel()  # who no longer waits harms nobody
    gate.set()
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert runs == [[1], [2, -3, 4]]
    assert answers[:2] == [2, 4]
    assert [type(one) for one in answers[2:]] == [ValueError, asyncio.CancelledError]
    failed = await asyncio.gather(together.ask(0), together.ask(5), return_exceptions=True)
    assert list(map(repr, failed)) == ["OSError('away')"] * 2
    assert await together.ask(6) == 12


@pytest.mark.parametrize(
    ("votes", "seconds"), [(0, 0.0), (1, SECONDS_A_VOTE), (3, 3 * SECONDS_A_VOTE), (500, SECONDS)]
)
async def test_the_next_batch_begins_so_long_after_the_last_one_began(
    monkeypatch: pytest.MonkeyPatch, votes: int, seconds: float
) -> None:
    waited: list[float] = []

    async def sleep(left: float) -> None:
        waited.append(left)

    monkeypatch.setattr("asyncio.sleep", sleep)
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    mine = Pace()
    await mine.wait()
    mine.note(votes)
    await mine.wait()
    assert waited == ([pytest.approx(seconds)] if seconds else [])
    await mine.wait()  # a batch that was never noted had no votes
    assert len(waited) == bool(seconds)
