"""The command line as its users run it, in this process."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from service.cli import main
from tests.support.runs.logs import logging_kept


@dataclass(frozen=True)
class Done:
    """The result of a command: its exit code and its output."""

    code: int
    output: bytes
    errors: str

    @property
    def text(self) -> str:
        """Standard output."""
        return self.output.decode()

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.output)


class Commands:
    """The program's commands on a database."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.environment = {
            "ARENA_DATABASE_URL": url,
            "ARENA_DATA_DIR": str(folder),
            "ARENA_BLOBS_URL": str(folder / "blobs"),
        }

    def __call__(self, *arguments: str | Path, **environment: str) -> Done:
        """Run a command that may fail."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        given = {name: value for name, value in os.environ.items() if not name.startswith("ARENA_")}
        with (
            patch.dict(os.environ, {**given, **self.environment, **environment}, clear=True),
            patch.object(sys, "argv", ["arena", *map(str, arguments)]),
            redirect_stdout(out),
            redirect_stderr(err),
            logging_kept(),
            # For processes that begin with a command; this one began with pytest.
            patch("service.cli.defer_packages"),
            patch("service.cli.collector_paused", nullcontext),
        ):
            code = _exit_code()
        return Done(code, _bytes(out), _bytes(err).decode())

    def good(self, *arguments: str | Path) -> Done:
        """Run a command that must succeed."""
        done = self(*arguments)
        assert done.code == 0, (arguments, done.text, done.errors)
        return done


def _exit_code() -> int:
    try:
        main()
    except SystemExit as error:
        return int(error.code or 0)
    return 0


def _bytes(stream: io.TextIOWrapper) -> bytes:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()
