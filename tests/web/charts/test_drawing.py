"""Drawings by another process, and what becomes of them when it is slow, killed, idle or gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from service.errors import Unavailable
from service.web.charts import drawing
from service.web.charts.drawing import Drawings, Failed
from tests.support.figures import DATA

pytestmark = pytest.mark.anyio


@pytest.fixture
async def drawings() -> AsyncIterator[Drawings]:
    made = Drawings()
    yield made
    await made.close()
    assert made._process is None


async def test_the_same_is_drawn_once(drawings: Drawings) -> None:
    asked = [drawings.svg("days", DATA["days"], "light") for _ in range(5)]
    found = await asyncio.gather(*asked, drawings.svg("days", DATA["days"], "dark"))
    assert all(svg is found[0] for svg in found[:5])
    assert found[5] != found[0]
    assert found[0].startswith(b"<svg")


async def test_the_loop_goes_on_while_something_is_drawn(drawings: Drawings) -> None:
    await drawings.svg("days", DATA["days"], "light")
    task = asyncio.create_task(drawings.svg("lines", DATA["lines"], "light"))
    turns = 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    # In a thread of this process it would get one or two: the drawing keeps the interpreter's lock.
    assert turns > 100


async def test_a_killed_process_is_replaced(drawings: Drawings) -> None:
    await drawings.svg("days", DATA["days"], "light")
    first = drawings._process
    assert first is not None
    first.kill()
    await first.wait()
    assert await drawings.svg("days", DATA["days"], "dark")
    assert drawings._process is not first


async def test_one_that_dies_at_its_work_is_an_outage_and_not_the_end(drawings: Drawings) -> None:
    await drawings.svg("days", DATA["days"], "light")
    assert drawings._process is not None
    task = asyncio.create_task(drawings.svg("lines", DATA["lines"], "light"))
    await asyncio.sleep(0)
    drawings._process.kill()
    with pytest.raises(Unavailable, match="cannot be drawn"):
        await task
    assert await drawings.svg("lines", DATA["lines"], "light")


async def test_a_reader_who_leaves_leaves_no_answer_for_the_next(drawings: Drawings) -> None:
    await drawings.svg("days", DATA["days"], "light")
    task = asyncio.create_task(drawings.svg("lines", DATA["lines"], "light"))
    await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    svg = await drawings.svg("curves", DATA["curves"], "light")
    assert DATA["curves"]["title"].encode() in svg


async def test_data_that_does_not_fit_fails_alone(drawings: Drawings) -> None:
    with pytest.raises(Failed, match="KeyError: 'rows'"):
        await drawings.svg("days", {"kinds": []}, "light")
    assert await drawings.svg("days", DATA["days"], "light")


async def test_there_is_an_end_to_the_queue(drawings: Drawings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_WAITING", 3)
    asked = [drawings.svg("days", {**DATA["days"], "title": str(i)}, "light") for i in range(5)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(one, Unavailable) for one in found] == [False] * 3 + [True] * 2


async def test_an_idle_process_is_ended(drawings: Drawings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "IDLE_SECONDS", 0.05)
    await drawings.svg("days", DATA["days"], "light")
    process = drawings._process
    assert process is not None
    assert await asyncio.wait_for(process.wait(), 60) == 0
    assert await drawings.svg("days", DATA["days"], "dark")


async def test_what_is_kept_is_bounded(drawings: Drawings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_KEPT", 2)
    for title in "abc":
        await drawings.svg("days", {**DATA["days"], "title": title}, "light")
    assert len(drawings._kept) == 2


async def test_an_svg_as_png(drawings: Drawings) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'
    )
    assert (await drawings.png(svg)).startswith(b"\x89PNG")
    with pytest.raises(Failed):
        await drawings.png("<svg")
