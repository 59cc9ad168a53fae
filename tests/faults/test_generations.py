"""SIGKILL of servers and workers while images are made: no job is lost, none is charged twice.

The vendor is a separate server that counts its charges and recognizes a repeated attempt.
"""

from __future__ import annotations

import random
import signal
import threading
from collections import Counter
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest

from service.domain.generations import MOVES, TERMINAL, GenerationState
from tests.support.network.sites import Handle
from tests.support.processes.server import ServerProcess
from tests.support.processes.workers import WorkerProcess, asked, furnish, with_key
from tests.support.runs.waiting import CEILING_SECONDS, wait_until
from tests.support.vendors.openai import OpenAI
from tests.support.vendors.vendor import Asked, running

pytestmark = pytest.mark.kills

# Jobs and kills.
STORM = {"sqlite": (24, 4), "postgresql": (40, 6)}
# Three processes have two workers each: with this many orders under way, the first kill hits one.
HELD = 5
RANDOM = random.Random(5)


class Slow(OpenAI):
    """Charges at once, and answers only when it is told to: workers are killed in between."""

    def __init__(self) -> None:
        super().__init__()
        self._answers = threading.Semaphore(0)
        self._held = 0

    def answer(self, step: str, asked: Asked) -> Handle:
        """See Vendor."""
        usual = super().answer(step, asked)

        def late(request: BaseHTTPRequestHandler) -> None:
            self._held += 1
            self._answers.acquire()
            self._held -= 1
            usual(request)

        return late

    def wait(self) -> None:
        """Wait until `HELD` orders are charged and not answered, including those of dead processes."""
        wait_until(lambda: self._held >= HELD, f"{HELD} held orders")

    def release(self, answers: int) -> None:
        """Give this many answers, including those to dead processes."""
        self._answers.release(answers)


def test_kills_lose_no_job_and_charge_none_twice(database_url: str, tmp_path: Path) -> None:
    jobs, kills = STORM[database_url.partition(":")[0]]
    server = ServerProcess(database_url, tmp_path)
    blobs = str(tmp_path / "blobs")
    server.environment = with_key(server.environment, ARENA_LEASE_SECONDS="1", ARENA_BLOBS_URL=blobs)
    workers = [WorkerProcess(server.environment, tmp_path) for _ in range(2)]
    with running(Slow()) as vendor, ExitStack() as stack:
        headers = furnish(database_url, vendor)
        stack.enter_context(server)
        client = stack.enter_context(
            httpx.Client(base_url=server.base, headers=headers, timeout=CEILING_SECONDS)
        )
        for number in range(jobs):
            asked(client, f"job {number}")
        for worker in workers:
            stack.enter_context(worker)
        processes: list[ServerProcess | WorkerProcess] = [server, *workers]
        history = History(client)
        for _ in range(kills):
            vendor.wait()
            kill(RANDOM.choice(processes))
            vendor.release(jobs // (2 * kills))
            history.look()
        vendor.release(10 * jobs)
        history.wait(jobs)
        assert Counter(history.states.values()) == {"completed": jobs}
    assert vendor.charges.total() == len(vendor.charges) == jobs
    assert vendor.count("create") > jobs  # some were asked for again, and charged once


def kill(process: ServerProcess | WorkerProcess) -> None:
    """End a process as a power cut would, and start another."""
    if isinstance(process, ServerProcess):
        process.kill()
    else:
        process.end(signal.SIGKILL)
    process.start()


class History:
    """The states of all generations, which may only go forward."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.states: dict[str, str] = {}

    def look(self) -> None:
        """Ask for all of them, and compare with what they were."""
        answer = self._client.get("/v1/generations", params={"limit": 1000})
        found = {one["id"]: one["status"] for one in answer.json()["items"]}
        assert self.states.keys() <= found.keys()
        for name, state in self.states.items():
            after = MOVES[GenerationState(state)] | {state}
            assert found[name] in after | {step for one in after for step in MOVES[GenerationState(one)]}
        self.states = found

    def wait(self, jobs: int) -> None:
        """Look until all have ended."""

        def all_ended() -> bool:
            self.look()
            return len(self.states) == jobs and TERMINAL.issuperset(self.states.values())

        wait_until(all_ended, f"the end of {jobs} generations")
