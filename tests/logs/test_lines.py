"""Log lines in both formats: one record is one line, whatever is in it, and each tells of its request."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from service.logs import request_ids
from service.logs.lines import JsonFormatter, LineFormatter, configure, fields, say
from tests.support.runs.logs import logging_kept


@pytest.fixture(autouse=True)
def _kept() -> Iterator[None]:
    with logging_kept():
        yield


def record(message: str, *values: object, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord("arena", logging.WARNING, "file.py", 1, message, values, None)
    vars(made).update(more)
    return made


def failed() -> logging.LogRecord:
    error = ValueError("two\nlines")
    return record("it failed", exc_info=(ValueError, error, error.__traceback__))


def test_a_line_has_the_time_the_level_and_the_request() -> None:
    request_ids.enter([(b"x-request-id", b"abc")])
    line = LineFormatter().format(record("%d votes wait", 3, **fields(arena="t2i", ms=1.5)))
    moment, _, rest = line.partition(" ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", moment)
    assert rest == "WARNING [abc] 3 votes wait arena=t2i ms=1.5"


def test_nothing_in_a_message_looks_like_another_line() -> None:
    line = LineFormatter().format(record("GET %s", "/\n2026-01-01 ERROR forged\r\x1b[31m\u2028x"))
    first, second, *more = line.split("\n")
    assert first.endswith("GET /")
    assert second.startswith("    2026-01-01 ERROR forged")
    assert all(other.startswith("    ") for other in more)
    assert "\x1b" not in line
    assert "\r" not in line


def test_a_traceback_belongs_to_its_line() -> None:
    first, *more = LineFormatter().format(failed()).split("\n")
    assert first.endswith("it failed")
    assert all(line.startswith("    ") for line in more)
    assert any("ValueError: two" in line for line in more)


def test_json_is_one_object_a_line() -> None:
    request_ids.enter([(b"x-request-id", b"abc")])
    text = JsonFormatter().format(record("GET %s", "/\n\ud800", **fields(route="/x", status=500)))
    assert "\n" not in text
    found = json.loads(text)
    assert found.pop("time").endswith("Z")
    assert found.pop("process") > 0
    assert found == {
        "level": "warning",
        "logger": "arena",
        "message": "GET /\n\ud800",
        "request_id": "abc",
        "route": "/x",
        "status": 500,
    }
    assert "ValueError: two\nlines" in json.loads(JsonFormatter().format(failed()))["exception"]


def test_everything_that_is_logged_goes_through_it(capfd: pytest.CaptureFixture[str]) -> None:
    configure("json")
    configure("json")  # a second time changes nothing
    logging.getLogger("uvicorn.error").error("the port is taken")
    logging.getLogger("alembic.runtime").warning("odd")
    logging.getLogger("service.arena").info("a lease changed")
    logging.getLogger("httpx").info("not this")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    say("serving")
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [line["logger"] for line in lines] == [
        "uvicorn.error",
        "alembic.runtime",
        "service.arena",
        "py.warnings",
        "arena",
    ]
    assert "DeprecationWarning: old" in lines[3]["message"]
    assert lines[4]["message"] == "serving"


def test_people_are_told_in_plain_words(capfd: pytest.CaptureFixture[str]) -> None:
    configure("line")
    say("serving")
    assert capfd.readouterr().err == "arena: serving\n"
