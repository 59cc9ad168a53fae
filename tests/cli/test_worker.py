"""``arena worker``: it does what a server without workers leaves, and stops when it is told to."""

from __future__ import annotations

import signal
from pathlib import Path

import httpx
import pytest

from tests.support.processes.server import ServerProcess
from tests.support.processes.workers import WorkerProcess, asked, furnish, with_key
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.vendors.openai import OpenAI
from tests.support.vendors.vendor import running


@pytest.mark.slow
def test_it_does_what_a_server_leaves(database_url: str, tmp_path: Path) -> None:
    server = ServerProcess(database_url, tmp_path)
    server.environment = with_key(
        server.environment, ARENA_WORKERS="0", ARENA_BLOBS_URL=str(tmp_path / "blobs")
    )
    with running(OpenAI()) as vendor:
        headers = furnish(database_url, vendor)
        with server, httpx.Client(base_url=server.base, headers=headers, timeout=CEILING_SECONDS) as client:
            made = asked(client)
            assert made["status"] == "queued"
            with WorkerProcess(server.environment, tmp_path) as worker:
                found = client.get(f"/v1/generations/{made['id']}", params={"wait": 30}).json()
                assert found["status"] == "completed"
                assert worker.end(signal.SIGTERM) == 0
            assert client.get(found["output"]["media"][0]["url"]).content == vendor.image
        assert vendor.charges.total() == 1
    log = (tmp_path / "worker.log").read_text()
    assert log == "arena: 2 workers running (stop with Ctrl-C)\n"
