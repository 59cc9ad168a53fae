"""One question about 200 leaderboards of 50 models: its processor time, and the same answer from memory."""

from __future__ import annotations

import asyncio
import csv
import json
import random
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from statistics import harmonic_mean

from scripts.benchmarks.load import drive, http
from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import ARENA, Target, arena, environment, serving, wait_until
from service.api.schemas.questions import AnswerOut
from service.arena.boards.refits.computing import prepare
from service.arena.boards.refits.kept_joints import KeptJoints
from service.arena.queries.decide import DecisionQuestion, decide
from service.arena.queries.query import ask
from service.arena.queries.questions import Question
from service.arena.services import Services, open_services
from service.http.response_cache import CachedResponse, Content
from service.settings import Settings

MODELS, THEMES, VOTES = 50, 9, 200_000
LANGUAGES = (
    *("en", "de", "fr", "es", "pt-BR", "zh", "ja", "ko", "ar", "hi"),
    *("it", "nl", "pl", "ru", "sv", "tr", "uk", "vi", "th"),
)
AXES = (THEMES + 1) * (len(LANGUAGES) + 1)
_TRIES = 9
_MOST_SECONDS = 0.2
_COUNT, _ROUNDS, _CONNECTIONS = 4_000, 4, 64
_SEED = 1
_BOARD = f"/api/v1/arenas/{ARENA}/leaderboard"
_QUERY = f"/api/v1/query?arenas={ARENA}&axes=*&limit=50&order=-likely"


def run() -> list[Row]:
    """Return the figures, on SQLite; a minute."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/arena.db"
        _write_votes(folder / "votes.csv")
        arena(environment(url, folder), "import", "votes", str(folder / "votes.csv"), "--arena", ARENA)
        settings = Settings(database_url=url, data_dir=folder, blobs_url=str(folder / "blobs"))
        rows = asyncio.run(_processor_times(settings))
        with serving(url, folder) as target:
            board, query = _rates(target)
    again = Row(
        what="50 of these rows from memory",
        value=query,
        unit="/s",
        floor=board,
        floor_is="/s, a leaderboard",
        reach=0.9,
    )
    return [*rows, again]


def _write_votes(path: Path) -> None:
    chosen = random.Random(_SEED)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("model_left", "model_right", "outcome", "themes", "language", "prompt", "voter"))
        for _ in range(VOTES):
            left, right = chosen.sample(range(MODELS), 2)
            won = chosen.random() < 1 / (1 + 10 ** ((right - left) * 10 / 400))
            theme, language = f"theme-{chosen.randrange(THEMES)}", chosen.choice(LANGUAGES)
            prompt, voter = f"{theme} {language} {chosen.randrange(12)}", f"v{chosen.randrange(2_000)}"
            outcome = "left" if won else "right"
            writer.writerow((f"model-{left}", f"model-{right}", outcome, theme, language, prompt, voter))


async def _processor_times(settings: Settings) -> list[Row]:
    async with open_services(settings) as services:
        await prepare(services, ARENA)
        every, weights = Question(axes=("*",)), Question(weights={"*": 1.0})
        table = await _least(lambda: _answer(services, every))
        composite = await _least(lambda: _answer(services, weights))
        decision = await _least(lambda: decide(services, DecisionQuestion(ARENA, weights={"*": 1.0})))
        services.boards.refits.joints = KeptJoints()
        before = time.process_time()
        await _answer(services, weights)
        first = time.process_time() - before
    size = f"{AXES} axes of {MODELS} models"
    bounded = partial(Row, unit="s", reach=_MOST_SECONDS, at_most=True)
    return [
        bounded(what=f"query over {size}: processor time", value=table),
        bounded(what="the same axes weighed, with intervals from the joint fit", value=composite),
        bounded(what="a decision on all of them", value=decision),
        Row(what="the first of these after a start, which fits again", value=first, unit="s"),
    ]


async def _answer(services: Services, question: Question) -> int:
    """Return the size of an answer, made as for a reader whose answer is not in memory."""
    body = AnswerOut.of(await ask(services, question)).to_json()
    return CachedResponse.of(Content(body, "application/json")).size


async def _least(work: Callable[[], Awaitable[object]]) -> float:
    """Return the least processor time of some tries: what else the machine does only adds to it."""
    used = []
    for _ in range(_TRIES):
        before = time.process_time()
        await work()
        used.append(time.process_time() - before)
    return min(used)


def _rates(target: Target) -> tuple[float, float]:
    """Return how often a second a leaderboard and the answer are sent, asked in turn."""
    wait_until(lambda: _pooled(target), "the leaderboard has no pooled ratings")
    pairs = [(_rate(target, _BOARD), _rate(target, _QUERY)) for _ in range(_ROUNDS)]
    boards, queries = zip(*pairs, strict=True)
    return harmonic_mean(boards), harmonic_mean(queries)


def _pooled(target: Target) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{target.port}{_BOARD}", timeout=30) as answer:
        return json.load(answer)["pooled"] is not None


def _rate(target: Target, path: str) -> float:
    request = http("GET", path, b"")
    drive(target.port, lambda _: request, count=_COUNT // 10, connections=_CONNECTIONS, status=200)
    return drive(target.port, lambda _: request, count=_COUNT, connections=_CONNECTIONS, status=200).rate
