"""What is asked while an answer is under way goes together into the next."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from service.arena.recording.together import Together

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
