"""Waits end with the event, and fail where it never comes."""

import asyncio

import pytest

from tests.support.runs import waiting


@pytest.mark.anyio
async def test_a_coroutine_waits_for_the_event() -> None:
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(0.02, event.set)
    await waiting.until(event.is_set)
    assert event.is_set()


def test_a_thread_waits_for_the_event() -> None:
    answers = [False, False, True]
    waiting.wait_until(lambda: answers.pop(0))
    assert answers == []


@pytest.mark.anyio
async def test_an_event_that_never_comes_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "CEILING_SECONDS", 0.02)
    with pytest.raises(AssertionError, match="the vote did not come"):
        await waiting.until(lambda: False, "the vote")
    with pytest.raises(AssertionError, match="the vote did not come"):
        waiting.wait_until(lambda: False, "the vote")
