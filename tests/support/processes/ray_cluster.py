"""A Ray cluster of one machine, on loopback, that ends with its test."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL, Popen
from unittest.mock import patch

import pytest

from tests.support.network.ports import free_port
from tests.support.runs.waiting import CEILING_SECONDS, wait_until

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="the extra `cluster` (Ray) is not installed")

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    # Ray forks a process for each client. One time in five, gRPC's own steps around a fork ended it at once.
    "GRPC_ENABLE_FORK_SUPPORT": "0",
    "RAY_AUTH_MODE": "disabled",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # without it, Ray listens on an address of the network
}


class RayCluster:
    """A cluster with two cores; ``url`` is where clients find it."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._folder = folder
        port = free_port()
        self.url = f"ray://127.0.0.1:{port}"
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block"]
        options = {
            "node-ip-address": "127.0.0.1",
            "port": free_port(),
            "ray-client-server-port": port,
            "dashboard-agent-listen-port": 0,
            "include-dashboard": "false",
            "num-cpus": 2,
            "object-store-memory": 100_000_000,
            "temp-dir": folder,
        }
        self._process = Popen(
            [*command, *(f"--{name}={value}" for name, value in options.items())],
            cwd=root,
            env={**_without_proxies(), **_QUIET},
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,
        )
        self._port = port

    def listens(self) -> bool:
        """Return whether clients can connect."""
        assert self._process.poll() is None, "the Ray cluster has ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", self._port), 1):
            return True
        return False

    def workers(self) -> list[int]:
        """Return the processes of the cluster that run its tasks."""
        mine = str(self._folder).encode()
        return [
            pid
            for pid, title in _processes()
            if title.startswith((b"ray::fold_step", b"ray::IDLE")) and mine in _read(_parent(pid), "cmdline")
        ]

    def stop(self) -> None:
        """End the cluster, and whatever of it is left after that."""
        self._process.terminate()
        self._process.wait(CEILING_SECONDS)
        for pid, title in _processes():
            with suppress(ProcessLookupError):
                if str(self._folder).encode() in title or os.getsid(pid) == self._process.pid:
                    os.kill(pid, signal.SIGKILL)


def _without_proxies() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}


def _processes() -> Iterator[tuple[int, bytes]]:
    for path in Path("/proc").glob("[0-9]*"):
        yield int(path.name), _read(int(path.name), "cmdline")


def _parent(pid: int) -> int:
    return int(_read(pid, "stat").rpartition(b")")[2].split()[1] or 0)


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b") . 0"


@contextmanager
def ray_cluster(root: Path) -> Iterator[RayCluster]:
    """Yield a cluster whose workers can import the project's modules, and which this process may enter."""
    # Not below pytest's folder: the names of Ray's sockets would be too long there.
    folder = Path(tempfile.mkdtemp(prefix="ray-"))
    cluster = RayCluster(root, folder)
    try:
        wait_until(cluster.listens, "the Ray cluster")
        with patch.dict(os.environ, _QUIET):
            yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
