"""PNG of SVG: drawn beside the loop, bounded, and an outage only for itself."""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image

from service.errors import Unavailable
from service.web.charts import raster
from service.web.charts.raster import Rasterizer, draw

pytestmark = pytest.mark.anyio

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'


def test_an_svg_becomes_a_png_of_its_size() -> None:
    with Image.open(io.BytesIO(draw(SVG))) as image:
        assert (image.format, image.size) == ("PNG", (30, 20))
    with Image.open(io.BytesIO(draw(SVG, 2))) as image:
        assert image.size == (60, 40)


async def test_the_loop_goes_on_while_something_is_drawn() -> None:
    task = asyncio.create_task(Rasterizer().png(SVG))
    turns = 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    assert (await task).startswith(b"\x89PNG")
    # In a thread of this process it would get a few: the rasterizer holds the interpreter's lock.
    assert turns > 100


async def test_what_cannot_be_drawn_fails_alone() -> None:
    rasterizer = Rasterizer()
    with pytest.raises(Unavailable, match="cannot be drawn"):
        await rasterizer.png("<svg")
    assert await rasterizer.png(SVG)


async def test_one_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "PATIENCE_SECONDS", 0.0)
    rasterizer = Rasterizer()
    with pytest.raises(Unavailable, match="too long"):
        await rasterizer.png(SVG)
    monkeypatch.undo()
    assert await rasterizer.png(SVG)


@pytest.mark.slow
async def test_many_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    running = most = 0
    start = asyncio.create_subprocess_exec

    async def counted(*args: str, **options: object) -> asyncio.subprocess.Process:
        nonlocal running, most
        running += 1
        most = max(most, running)
        process = await start(*args, **options)  # type: ignore[arg-type]
        await asyncio.sleep(0.05)
        running -= 1
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", counted)
    rasterizer = Rasterizer()
    assert all(await asyncio.gather(*(rasterizer.png(SVG) for _ in range(5))))
    assert most <= 2
