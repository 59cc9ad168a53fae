"""Rigging: how many attackers the detectors catch, how many honest votes they hold, and what a scan costs.

People and attackers are simulated, and matchups are dealt by the product's own code; `scripts/rigging` says
how. The detectors were made on seeds below 1,000, and the limits on shares on seeds below 200. The figures
are those of the seeds from 1,001 on, and for ranks from 2,001 on.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from scripts.benchmarks.rows import Row
from scripts.rigging import ranks, trials
from scripts.rigging.people import ODD
from scripts.rigging.trials import Shares
from service.arena.integrity import scanning
from service.arena.services import open_services
from service.db.migrate import upgrade
from service.settings import Settings

FIRST_SEED = 1_001
WORLDS, DAYS, HONEST = 20, 100, 20
FIRST_RANKS, RANKED = 2_001, 40
_BOUND = ("one network, a day", "one network, a day, against the model above, too")
SCANNED = 1_000_000
_MODELS, _VOTERS = 50, 60_000
_START = 1_760_000_000_000_000
_STEP = 2_000_000
_EVEN = 2 / _MODELS / (_MODELS - 1)
_VOTES = (
    "INSERT INTO votes (arena_id, position, voted_at, voter, model_left, model_right, stratum_id, outcome) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_MATCHUPS = (
    "INSERT INTO matchups (arena_id, prompt_id, slot, state, id, voter, address, dealt_at, closed_at, "
    "response_ms, position, model_left, model_right, image_left, image_right, probability) "
    "VALUES (1, 1, 0, 2, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def run() -> list[Row]:
    """Return the figures; about four minutes."""
    return [*_attackers(20), *_attackers(100), *_crowds(), *_honest(), *_ranks(), _scan()]


def _seeds(count: int) -> range:
    return range(FIRST_SEED, FIRST_SEED + count)


def _row(what: str, shares: Shares, reach: float | None = None, *, at_most: bool = False) -> Row:
    unit = f"± {shares.error:.2g} of {shares.tries:,}"
    return Row(what=what, value=shares.share, unit=unit, reach=reach, at_most=at_most)


def _attackers(votes: int) -> Iterator[Row]:
    """Yield the shares of attackers who are caught; those who repeat one answer or one model by 20 votes."""
    strict = {"target-only", "always-left", "all-tie"} if votes == 20 else set()  # noqa: PLR2004 - of the goal
    for name, (flagged, held) in trials.caught(_seeds(WORLDS), votes).items():
        yield _row(f"{name}: flagged by {votes} votes", flagged, 0.95 if name in strict else None)
        yield _row(f"{name}: held by {votes} votes", held)


def _crowds() -> Iterator[Row]:
    yield _row("one address, 20 cookies of one vote each: held", trials.one_address(_seeds(WORLDS)))
    caught, alarms = trials.cohort(_seeds(DAYS))
    yield _row("30 one-vote sybils in a day of 1,000: held", caught, 0.87)
    yield _row("honest day of 1,000 votes: held", alarms)
    yield _row("10 one-vote sybils in a day of 1,000: held", trials.cohort(_seeds(DAYS), 10)[0])


def _honest() -> Iterator[Row]:
    for name, result in (
        ("honest", trials.honest(_seeds(HONEST))),
        ("honest, who differ twice as much", trials.honest(_seeds(HONEST), ODD)),
    ):
        yield _row(f"{name}: votes held", result.held, 0.01, at_most=True)
        yield _row(f"{name}: voters flagged for review", result.flagged)


def _ranks() -> Iterator[Row]:
    """Yield how often a day of one network lifts a model by a rank; nobody should, past a better model."""
    days = {
        "one network, a day, without shares": ranks.attack(shares=False),
        "one network, a day": ranks.attack(shares=True),
        "one network, a day, against the model above, too": ranks.attack(shares=True, rival=True),
        "100 honest votes": ranks.honest,
        "an honest day of 2,000 votes": ranks.ordinary,
    }
    for name, rises in ranks.rises(range(FIRST_RANKS, FIRST_RANKS + RANKED), days).items():
        yield _row(f"{name}: +1 rank or more", rises.rose, 0.0 if name in _BOUND else None, at_most=True)
        if name in _BOUND:
            yield _row(f"{name}: past a model decided to be better", rises.past_decided, 0.0, at_most=True)


def _scan() -> Row:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'arena.db'}"
        upgrade(url)
        fill(folder / "arena.db", SCANNED)
        seconds = asyncio.run(_seconds(Settings(database_url=url, data_dir=folder)))
    return Row(
        what=f"scan of {SCANNED:,} votes, processor time", value=seconds, unit="s", reach=10, at_most=True
    )


async def _seconds(settings: Settings) -> float:
    async with open_services(settings) as services:
        began = time.process_time()
        await scanning.scan(services, "rigged")
        return time.process_time() - began


def fill(database: Path, votes: int) -> None:
    """Write an arena with so many votes on matchups into a database file."""
    random = Random(1)
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "INSERT INTO arenas (id, slug, name, task, mu, sigma, beta, tau, draw_probability, both_bad, "
            "matchmaking, revision, last_position, created_at, rated_at, on_evidence) VALUES (1, 'rigged', "
            "'Rigged', 'text-to-image', 25, 8, 4, 0, 0.1, 'tie', 'informative', 1, ?, 0, 0, 'flag')",
            (votes,),
        )
        connection.execute("INSERT INTO log_ends VALUES (1, ?)", (votes,))
        connection.execute("INSERT INTO fold_leases (arena_id, epoch, expires_at) VALUES (1, 0, 0)")
        connection.execute("INSERT INTO strata (id, arena_id, themes, language) VALUES (1, 1, '', '')")
        connection.executemany(
            "INSERT INTO models (id, slug, name, capabilities, weights_open, commercial_use, created_at) "
            "VALUES (?, ?, ?, '[]', 'unknown', 'unknown', 0)",
            [(model, f"m{model}", f"m{model}") for model in range(1, _MODELS + 1)],
        )
        for statement, rows in _statements(random, votes):
            connection.executemany(statement, rows)
    connection.close()


def _statements(random: Random, votes: int) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    for start in range(1, votes + 1, 50_000):
        log: list[tuple[object, ...]] = []
        dealt: list[tuple[object, ...]] = []
        for position in range(start, min(start + 50_000, votes + 1)):
            left, right = random.sample(range(1, _MODELS + 1), 2)
            voter, at = random.randrange(1, _VOTERS), _START + position * _STEP
            outcome = random.choices((1, 2, 3, 4), (4, 4, 1.5, 0.5))[0]
            log.append((1, position, at, voter, left, right, 1, outcome))
            network = 1 + voter // 3
            times = (at - 5_000_000, at, random.randrange(900, 20_000))
            images = (random.randrange(1, 99_999), random.randrange(1, 99_999))
            dealt.append((position << 20, voter, network, *times, position, left, right, *images, _EVEN))
        yield _VOTES, log
        yield _MATCHUPS, dealt
