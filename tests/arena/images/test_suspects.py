"""Images that could not be read: since when, and whether they are several."""

from __future__ import annotations

import asyncio

import pytest

from service.arena.images.suspects import SEVERAL, Suspects
from tests.support.runs.waiting import CEILING_SECONDS


def test_they_are_due_later_and_forgotten() -> None:
    suspects = Suspects()
    suspects.note(b"a")
    suspects.note(b"a")
    suspects.note(b"b")
    assert len(suspects) == 2
    assert suspects.due(0) == [b"a", b"b"]
    assert suspects.due(3_600) == []
    suspects.drop(b"a")
    suspects.drop(b"never noted")
    assert suspects.due(0) == [b"b"]


def test_several_at_once_are_the_fault_of_the_store() -> None:
    suspects = Suspects()
    for number in range(SEVERAL):
        assert not suspects.several
        suspects.note(bytes([number]))
    assert suspects.several


def test_their_number_is_bounded() -> None:
    suspects = Suspects()
    for number in range(2_000):
        suspects.note(number.to_bytes(2, "big"))
    assert SEVERAL < len(suspects) < 2_000


@pytest.mark.anyio
async def test_waiting_for_one() -> None:
    suspects = Suspects()
    await suspects.wait(0)
    waiting = asyncio.create_task(suspects.wait(CEILING_SECONDS))
    suspects.note(b"a")
    await waiting
    assert len(suspects) == 1
