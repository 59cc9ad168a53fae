"""The logging of this process, left as it was by code that configures it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from service.logs import lines

_LOGGERS = ("", "arena", "service")


@contextmanager
def logging_kept() -> Iterator[None]:
    """Put back what `configure` changes: it is for processes that are only the program."""
    levels = {name: logging.getLogger(name).level for name in _LOGGERS}
    handlers, formatter = list(logging.getLogger().handlers), lines._handler.formatter
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        logging.getLogger().handlers[:] = handlers
        lines._handler.setFormatter(formatter)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
