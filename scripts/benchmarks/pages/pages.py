"""What pages weigh; and a model's page, rendered and sent from memory, with 10,000 and 1,000,000 votes.

What making one costs is told as the server's processor time: the clock would tell of everything else on the
machine.
"""

from __future__ import annotations

import tempfile
import urllib.request
from pathlib import Path

from scripts.benchmarks.live.reads import write_votes
from scripts.benchmarks.load import drive, http
from scripts.benchmarks.pages import weights
from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import ARENA, MODELS, Target, arena, environment, serving

# The first pages load templates and names of languages.
_UNTIMED = 5
_COUNT = 20_000
_CONNECTIONS = 16


def run() -> list[Row]:
    """Return the page of each of fifty models, on SQLite.

    Without ARENA_PUBLIC_URL, a page from memory takes the way of a route, because each origin has its own.
    """
    with tempfile.TemporaryDirectory() as name:
        small = _figures(Path(name) / "small", 10_000, public_url="http://127.0.0.1")
        large = _figures(Path(name) / "large", 1_000_000)
    return [
        Row(what="a model's page, rendered (CPU time), 10,000 votes", value=1e3 * small[0], unit="ms"),
        Row(
            what="the same with 1,000,000 votes",
            value=1e3 * large[0],
            unit="ms",
            floor=1e3 * small[0],
            floor_is="ms, with 10,000",
            reach=1.2,
            at_most=True,
        ),
        Row(
            what="a model's page from memory, p50",
            value=small[1],
            unit="ms",
            floor=small[2],
            floor_is="ms, the simplest route",
            reach=5,
            at_most=True,
        ),
        Row(
            what="the same without ARENA_PUBLIC_URL",
            value=large[1],
            unit="ms",
            floor=large[2],
            floor_is="ms, the simplest route",
            reach=5,
            at_most=True,
        ),
        *weights.rows(),
    ]


def _figures(folder: Path, votes: int, public_url: str = "") -> tuple[float, float, float]:
    """Return the seconds to render a page, and the milliseconds of one from memory and of a plain answer."""
    folder.mkdir()
    url = f"sqlite:///{folder}/arena.db"
    write_votes(folder / "votes.csv", votes)
    arena(environment(url, folder), "import", "votes", str(folder / "votes.csv"), "--arena", ARENA)
    with serving(url, folder, ARENA_PUBLIC_URL=public_url) as target:
        _read(target, range(_UNTIMED))
        before = target.processor_seconds()
        _read(target, range(_UNTIMED, MODELS))
        made = (target.processor_seconds() - before) / (MODELS - _UNTIMED)
        return made, _p50(target, "/models/model-0"), _p50(target, "/healthz")


def _read(target: Target, numbers: range) -> None:
    for i in numbers:
        urllib.request.urlopen(f"http://127.0.0.1:{target.port}/models/model-{i}", timeout=60).read()


def _p50(target: Target, path: str) -> float:
    request = http("GET", path, b"", Accept_Encoding="gzip")
    drive(target.port, lambda _: request, count=1_000, connections=_CONNECTIONS, status=200)
    return drive(target.port, lambda _: request, count=_COUNT, connections=_CONNECTIONS, status=200).p50
