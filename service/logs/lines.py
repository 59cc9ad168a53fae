"""Log lines: one format for all that the program and its libraries log, readable or JSON."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, TextIO

from service.logs import request_ids
from service.logs.bounds import Bounds

Style = Literal["line", "json"]

# The program's own loggers say what changes; libraries only what goes wrong.
_OWN = ("arena", "service")
_SERVER = ("uvicorn", "uvicorn.error")

# Control characters could forge a line, or drive the terminal that shows it.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class LineFormatter(logging.Formatter):
    """Writes ``TIME LEVEL [REQUEST] MESSAGE name=value``; further lines of a message are indented."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as text."""
        request = request_ids.current()
        parts = [_time(record), record.levelname, *([f"[{request}]"] if request else []), record.getMessage()]
        parts += [f"{name}={value}" for name, value in _fields(record).items()]
        lines = "\n".join([" ".join(parts), *_traceback(self, record)]).splitlines()
        return "\n    ".join(_CONTROL.sub(_escaped, line) for line in lines)


class JsonFormatter(logging.Formatter):
    """Writes a record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as JSON."""
        request = request_ids.current()
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if request:
            line["request_id"] = request
        line |= _fields(record)
        for text in _traceback(self, record):
            line["exception"] = text
        return json.dumps(line, default=str)


def fields(**values: object) -> dict[str, dict[str, object]]:
    """Return what to pass as ``extra`` to log values under names of their own."""
    return {"fields": values}


def _fields(record: logging.LogRecord) -> Mapping[str, object]:
    values: Mapping[str, object] = getattr(record, "fields", {})
    return values


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> list[str]:
    return [formatter.formatException(record.exc_info)] if record.exc_info and record.exc_info[0] else []


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to whatever is the standard error output at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, _stream: TextIO) -> None:
        raise AttributeError("it is always the standard error output")


_handler = _Handler()
_handler.addFilter(Bounds())


def configure(style: str) -> None:
    """Write all log lines and warnings of this process in a style; one that is not known means ``line``."""
    _handler.setFormatter(JsonFormatter() if style == "json" else LineFormatter())
    logging.getLogger().addHandler(_handler)
    for name in _OWN:
        logging.getLogger(name).setLevel(logging.INFO)
    for name in _SERVER:  # it has handlers of its own, unless `arena serve` starts it
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.captureWarnings(capture=True)


def say(text: str, level: int = logging.INFO) -> None:
    """Tell the person at the terminal something; where log lines are JSON, log it instead."""
    if isinstance(_handler.formatter, JsonFormatter):
        logging.getLogger("arena").log(level, text)
    else:
        sys.stderr.write(f"arena: {text}\n")
        sys.stderr.flush()
