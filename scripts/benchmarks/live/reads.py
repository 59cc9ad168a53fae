"""Reading a leaderboard and voting, also with a million votes in the log.

Both servers run at the same time and are asked in turn. What else a machine does changes from minute to
minute, so figures that were measured one after the other differ by a third for no reason.
"""

from __future__ import annotations

import csv
import json
import random
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import harmonic_mean
from typing import NamedTuple

from scripts.benchmarks.live.votes import measure
from scripts.benchmarks.load import drive, http
from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import ARENA, LANGUAGES, MODELS, THEMES, Target, arena, environment, serving

_COUNT = 6_000
_VOTES = 3_000
_ROUNDS = 6
_CONNECTIONS = 64
_MOST_LOOKS = 60
_BOARD = f"/api/v1/arenas/{ARENA}/leaderboard"


class Rates(NamedTuple):
    """Answers a second of a server: the leaderboard, its 304, the plainest route, single votes.

    ``work`` is how many leaderboards it sends in a second of its own processor time, which hardly depends on
    what else the machine does.
    """

    board: float
    work: float
    unchanged: float
    plain: float
    votes: float


def run() -> list[Row]:
    """Compare a leaderboard with the plainest route, at 10,000 and at 1,000,000 votes, on SQLite."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as servers:
        folders = Path(name) / "small", Path(name) / "large"
        urls = [_filled(folder, votes) for folder, votes in zip(folders, (10_000, 1_000_000), strict=True)]
        small, large = in_turn(
            [servers.enter_context(serving(url, one)) for url, one in zip(urls, folders, strict=True)]
        )
    plain = "/s, the simplest route"
    return [
        *(
            Row(what=what, value=rate, unit="/s", floor=small.plain, floor_is=plain, reach=0.9)
            for what, rate in (("leaderboard GET", small.board), ("leaderboard 304", small.unchanged))
        ),
        *(
            Row(what=what, value=rate, unit="/s", floor=floor, floor_is="/s, with 10,000", reach=0.9)
            for what, rate, floor in (
                ("leaderboard GET with 1,000,000 votes", large.board, small.board),
                ("the same, in a second of the server's processor time", large.work, small.work),
                ("single votes with 1,000,000 in the log", large.votes, small.votes),
            )
        ),
    ]


def _filled(folder: Path, votes: int) -> str:
    """Return the URL of a database with this many votes, in a new folder."""
    folder.mkdir()
    url = f"sqlite:///{folder}/arena.db"
    write_votes(folder / "votes.csv", votes)
    arena(environment(url, folder), "import", "votes", str(folder / "votes.csv"), "--arena", ARENA)
    return url


def in_turn(targets: Sequence[Target], *, count: int = _COUNT, votes: int = _VOTES) -> list[Rates]:
    """Return the rates of servers that are asked in turn, so many times in each of some rounds."""
    etags = [_etag(target) for target in targets]
    rounds = [
        [_reads(target, etag, count) for target, etag in zip(targets, etags, strict=True)]
        for _ in range(_ROUNDS)
    ]
    # Afterwards, because votes change the leaderboard.
    voted = [[measure(target, _CONNECTIONS, votes).rate for target in targets] for _ in range(_ROUNDS)]
    return [
        Rates._make([*map(harmonic_mean, zip(*reads, strict=True)), harmonic_mean(own)])
        for reads, own in zip(zip(*rounds, strict=True), zip(*voted, strict=True), strict=True)
    ]


def _reads(target: Target, etag: str, count: int) -> tuple[float, float, float, float]:
    before = target.processor_seconds()
    board = _gets(target, _BOARD, 200, count)
    return (
        board,
        (count + count // 10) / (target.processor_seconds() - before),
        _gets(target, _BOARD, 304, count, If_None_Match=etag),
        _gets(target, "/healthz", 200, count),
    )


def _gets(target: Target, path: str, status: int, count: int, **headers: str) -> float:
    request = http("GET", path, b"", **headers)
    drive(target.port, lambda _: request, count=count // 10, connections=_CONNECTIONS, status=status)
    return drive(target.port, lambda _: request, count=count, connections=_CONNECTIONS, status=status).rate


def _etag(target: Target) -> str:
    """Return the leaderboard's ETag, once it has the pooled ratings, with which it changes."""
    for _ in range(_MOST_LOOKS):
        with urllib.request.urlopen(f"http://127.0.0.1:{target.port}{_BOARD}", timeout=30) as answer:
            if json.load(answer)["pooled"]:
                return str(answer.headers["ETag"])
        time.sleep(1.0)
    message = "the leaderboard has no pooled ratings"
    raise TimeoutError(message)


def write_votes(path: Path, count: int) -> None:
    """Write a CSV file of random votes over some months, as a collector of votes would send it."""
    random_ = random.Random(1)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("model_left", "model_right", "outcome", "themes", "language", "voted_at"))
        for i in range(count):
            left, right = random_.sample(range(MODELS), 2)
            outcome = random_.choice(("left", "right", "left", "right", "tie", "both_bad"))
            theme, language = f"theme-{random_.randrange(THEMES)}", random_.choice(LANGUAGES)
            moment = 1_735_689_600 + i * 10_000_000 // count
            writer.writerow((f"model-{left}", f"model-{right}", outcome, theme, language, moment))
