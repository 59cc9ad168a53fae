"""A scrape of ``/metrics`` while people vote in twenty arenas."""

from __future__ import annotations

import random
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import Target, serving
from service.arena.boards.figures import FRESH_SECONDS

_ARENAS = 20
_MODELS = 30
_VOTES = 500
_SCRAPES = 15


def run() -> list[Row]:
    """Return the time and the size of a scrape, and the simplest route beside them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serving(f"sqlite:///{folder}/arena.db", folder) as target:
            milliseconds, size = measure(target)
            plain = median(_milliseconds(target, "/healthz")[0] for _ in range(_SCRAPES))
    return [
        Row(
            what="scrape of /metrics, 20 arenas that are voted in",
            value=milliseconds,
            unit="ms",
            reach=20.0,
            at_most=True,
        ),
        Row(what="the same for the simplest route", value=plain, unit="ms"),
        Row(what="size of that scrape", value=size / 1_000, unit="kB", reach=64.0, at_most=True),
    ]


def measure(target: Target, arenas: int = _ARENAS, scrapes: int = _SCRAPES) -> tuple[float, float]:
    """Return the median milliseconds and the largest bytes of a scrape, with new votes before each."""
    random_ = random.Random(1)
    for model in range(_MODELS):
        target.post("/api/v1/models", {"slug": f"model-{model}", "name": f"Model {model}"})
    for arena in range(arenas):
        target.post("/api/v1/arenas", {"slug": f"arena-{arena}", "name": f"Arena {arena}"})
        _vote(target, arena, _VOTES, random_)
    _milliseconds(target, "/metrics")
    times, sizes = [], []
    for _ in range(scrapes):
        for arena in range(arenas):
            _vote(target, arena, 1, random_)
        # The figures are that old at most; a scrape within this time would read nothing.
        time.sleep(FRESH_SECONDS)
        taken, size = _milliseconds(target, "/metrics")
        times.append(taken)
        sizes.append(size)
    return median(times), max(sizes)


def _vote(target: Target, arena: int, count: int, random_: random.Random) -> None:
    votes = []
    for _ in range(count):
        left, right = random_.sample(range(_MODELS), 2)
        outcome = random_.choice(("left", "right", "tie"))
        votes.append({"model_left": f"model-{left}", "model_right": f"model-{right}", "outcome": outcome})
    target.post(f"/api/v1/arenas/arena-{arena}/votes", {"votes": votes})


def _milliseconds(target: Target, path: str) -> tuple[float, int]:
    started = time.perf_counter()
    with urllib.request.urlopen(f"http://127.0.0.1:{target.port}{path}", timeout=30) as answer:
        size = len(answer.read())
    return (time.perf_counter() - started) * 1_000, size
