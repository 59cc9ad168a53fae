"""nginx with deploy/nginx.conf, on a free port of this machine, in front of servers of the test."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.network.ports import free_port
from tests.support.runs.waiting import CEILING_SECONDS, wait_until

ADDRESS = "127.0.0.1"
_NAMED = "server arena:8000 max_fails=2 fail_timeout=5s;"
_FILES = "user root; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log warn;"


@contextmanager
def nginx(project_root: Path, folder: Path, ports: Sequence[int]) -> Iterator[str]:
    """Run nginx in front of servers on these ports; yield its address."""
    port = free_port()
    text = (project_root / "deploy/nginx.conf").read_text()
    servers = " ".join(_NAMED.replace("arena:8000", f"{ADDRESS}:{one}") for one in ports)
    for part, other in {
        _NAMED: servers,
        "listen 8080;": f"listen {ADDRESS}:{port};",
        "server_tokens off;": f"access_log off; client_body_temp_path {folder}/bodies;",
        "worker_processes auto;": "worker_processes 1;",
    }.items():
        assert text.count(part) == 1, part
        text = text.replace(part, other)
    file = folder / "nginx.conf"
    file.write_text(text)
    command = ["nginx", "-p", str(folder), "-c", str(file), "-g", _FILES.format(folder=folder)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        try:
            wait_until(lambda: _listens(port) or process.poll() is not None, "nginx")
            assert process.poll() is None, process.communicate()
            yield f"http://{ADDRESS}:{port}"
        finally:
            process.terminate()
            process.wait(CEILING_SECONDS)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((ADDRESS, port)) == 0
