"""Pictures: the cost of accepting one, and of the worst ones."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable

from PIL import Image

from scripts.benchmarks.rows import Row
from service.blobs.pictures import copies_of
from tests.support.images.bombs import Cost, bomb, cost_of, largest

SIZE = (1024, 1024)
ROUNDS = 10
MOST_MB = 300
MOST_SECONDS = 1


def run() -> list[Row]:
    """Measure by the processor's time, which other work on the machine does not change."""
    data = _picture()
    floor = _milliseconds(lambda: _once(data))
    taken = _milliseconds(lambda: copies_of(data))
    most, refused = cost_of(largest("RGBA", "PNG")), cost_of(bomb(9_500, 9_400))
    floor_is = "ms, read and saved once"
    return [
        Row(
            what="upload of a 1,024² image (CPU time)",
            value=taken,
            unit="ms",
            floor=floor,
            floor_is=floor_is,
            reach=3,
            at_most=True,
        ),
        *_costs("20 megapixels, accepted", most),
        *_costs("89 megapixels, refused", refused),
    ]


def _costs(what: str, cost: Cost) -> list[Row]:
    memory, seconds = cost.megabytes, cost.seconds
    return [
        Row(what=f"memory for {what}", value=memory, unit="MB", reach=MOST_MB, at_most=True),
        Row(what=f"CPU time for {what}", value=seconds, unit="s", reach=MOST_SECONDS, at_most=True),
    ]


def _picture() -> bytes:
    """Return a PNG as smooth and as varied as a painting."""
    small = Image.frombytes("RGB", (128, 128), random.Random(1).randbytes(3 * 128 * 128))
    return _saved(small.resize(SIZE, Image.Resampling.BICUBIC))


def _saved(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _once(data: bytes) -> None:
    Image.open(io.BytesIO(data)).save(io.BytesIO(), "JPEG", quality=92, subsampling="4:4:4")


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(ROUNDS):
        work()
    return (time.process_time() - began) / ROUNDS * 1_000
