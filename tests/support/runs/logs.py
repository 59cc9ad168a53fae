"""The logging of this process, left as it was by code that configures it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from service.logs import lines

_LOGGERS = ("", "arena", "service", "uvicorn", "uvicorn.error")


@contextmanager
def logging_kept() -> Iterator[None]:
    """Put back what `configure` changes: it is for processes that are only the program."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [(logger, logger.level, list(logger.handlers), logger.propagate) for logger in loggers]
    formatter = lines._handler.formatter
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        lines._handler.setFormatter(formatter)
        for logger, level, handlers, propagate in before:
            logger.setLevel(level)
            logger.handlers[:], logger.propagate = handlers, propagate
