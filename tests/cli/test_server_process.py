"""A server process prepares itself before it imports the application."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from service.cli.server_process import ServerProtocol
from service.settings import Settings


@pytest.mark.slow
def test_reading_the_configuration_imports_neither_the_api_nor_the_database() -> None:
    """Uvicorn sends it to each further process, where it is read before anything else."""
    sent = pickle.dumps(ServerProtocol(Settings()))
    program = (
        f"import pickle, sys; protocol = pickle.loads({sent!r}); "
        "print(type(protocol).__name__, {'fastapi', 'sqlalchemy', 'service.api'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "ServerProtocol set()\n"
