"""Workers as separate processes, a vendor on this machine, and generations to work on."""

from __future__ import annotations

import signal
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from service.arena.access import keys
from service.arena.catalog import models, offers
from service.db.engine import WriteSession
from tests.support.processes.server import ARENA, end, forked
from tests.support.served.api import in_write
from tests.support.vendors.vendor import KEY, Vendor

VARIABLE = "VENDOR_KEY"


class WorkerProcess:
    """``arena worker`` in an environment; entering starts it, leaving stops it."""

    def __init__(self, environment: dict[str, str], folder: Path, workers: int = 2) -> None:
        self._environment = environment
        self._log = folder / "worker.log"
        self._workers = workers
        self._process: ForkServerProcess | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(signal.SIGTERM)

    def start(self) -> None:
        """Start it without waiting until it is ready."""
        command = [str(ARENA), "worker", "--workers", str(self._workers)]
        self._process = forked(command, self._environment, self._log)

    def end(self, how: signal.Signals) -> int | None:
        """End it; return its exit code."""
        process, self._process = self._process, None
        return 0 if process is None else end(process, how)


def furnish(url: str, vendor: Vendor) -> dict[str, str]:
    """Make a model ``square`` at a vendor that speaks OpenAI's protocol.

    Return the header with a key that may generate.
    """

    def work(session: WriteSession) -> str:
        models.create(session, "square", {})
        offers.create(
            session,
            "square",
            {
                "provider": "openai",
                "amount": 0.01,
                "currency": "USD",
                "upstream": "gpt-image-2",
                "endpoint": f"{vendor.base}/v1",
                "key_variable": VARIABLE,
            },
        )
        return keys.create(session, "workers", ["generate"]).key

    return {"Authorization": f"Bearer {in_write(url, work)}"}


def with_key(environment: dict[str, str], **settings: str) -> dict[str, str]:
    """Return an environment with the vendor's key, and other settings."""
    return {**environment, VARIABLE: KEY, **settings}


def asked(client: httpx.Client, prompt: str = "a cat", **more: object) -> dict[str, Any]:
    """Ask for a generation; return the first answer."""
    body = {"model": "square", "input": {"prompt": prompt}, **more}
    answer = client.post("/v1/generations", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found
