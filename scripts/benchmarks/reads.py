"""Reading a leaderboard and voting, also with a million votes in the log."""

from __future__ import annotations

import csv
import json
import random
import tempfile
import time
import urllib.request
from pathlib import Path

from scripts.benchmarks.load import Load, drive, http
from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import ARENA, LANGUAGES, MODELS, THEMES, Target, arena, environment, serving
from scripts.benchmarks.votes import measure

_COUNT = 30_000
_CONNECTIONS = 64
_MOST_LOOKS = 60
_BOARD = f"/api/v1/arenas/{ARENA}/leaderboard"


def run() -> list[Row]:
    """Compare a leaderboard with the plainest route, at 10,000 and at 1,000,000 votes, on SQLite."""
    with tempfile.TemporaryDirectory() as name:
        small = _figures(Path(name) / "small", 10_000)
        large = _figures(Path(name) / "large", 1_000_000)
    plain = "/s, the simplest route"
    few = "/s, with 10,000"
    return [
        *(
            Row(what=what, value=load.rate, unit="/s", floor=small[2].rate, floor_is=plain, reach=0.9)
            for what, load in zip(("leaderboard GET", "leaderboard 304"), small, strict=False)
        ),
        Row(
            what="leaderboard GET with 1,000,000 votes",
            value=large[0].rate,
            unit="/s",
            floor=small[0].rate,
            floor_is=few,
            reach=0.9,
        ),
        Row(
            what="single votes with 1,000,000 in the log",
            value=large[3].rate,
            unit="/s",
            floor=small[3].rate,
            floor_is=few,
            reach=0.9,
        ),
    ]


def _figures(folder: Path, votes: int) -> tuple[Load, Load, Load, Load]:
    """Leaderboard, its 304, the plainest route, single votes: with this many votes in the log."""
    folder.mkdir()
    url = f"sqlite:///{folder}/arena.db"
    write_votes(folder / "votes.csv", votes)
    arena(environment(url, folder), "import", "votes", str(folder / "votes.csv"), "--arena", ARENA)
    with serving(url, folder) as target:
        etag = _etag(target)
        return (
            _gets(target, _BOARD, 200),
            _gets(target, _BOARD, 304, If_None_Match=etag),
            _gets(target, "/healthz", 200),
            measure(target, _CONNECTIONS),
        )


def _gets(target: Target, path: str, status: int, **headers: str) -> Load:
    request = http("GET", path, b"", **headers)
    drive(target.port, lambda _: request, count=2_000, connections=_CONNECTIONS, status=status)
    return drive(target.port, lambda _: request, count=_COUNT, connections=_CONNECTIONS, status=status)


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
