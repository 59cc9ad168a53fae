"""A line for each request, with nothing in it that the client chose."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.support.runs.waiting import wait_until
from tests.support.served.api import serving

BOARD = "/api/v1/arenas/{arena}/leaderboard"


def test_every_request_has_its_line_and_nothing_secret_is_in_it(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "service")
    with serving(sqlite_url, tmp_path, log_requests=True) as api:
        api.made("/api/v1/arenas", slug="t2i", name="T2I")
        headers = {"X-Request-ID": "board-1", "Cookie": "arena_voter=hunter2", **api.key("votes")}
        answers = [api.client.get("/api/v1/arenas/t2i/leaderboard", headers=headers) for _ in range(2)]
        api.get("/nowhere/hunter2", token="hunter2")  # noqa: S106 - to be looked for in the log
        api.client.request("PROPFIND", "/healthz")
        wait_until(lambda: caplog.text.count("answered") == 5, "five lines")
        key = api.key("votes")["Authorization"].partition(" ")[2]
    found = [vars(record)["fields"] for record in caplog.records if record.getMessage() == "answered"]
    lines = [(one["method"], one["route"], one["status"], one["bytes"]) for one in found]
    size = len(answers[0].content)
    assert answers[0].headers["X-Request-ID"] == answers[1].headers["X-Request-ID"] == "board-1"
    # The second one was sent from memory, before any route was tried.
    assert lines[1:3] == [("GET", BOARD, 200, size)] * 2
    assert [line[:3] for line in lines[3:]] == [("GET", "other", 404), ("other", "/healthz", 405)]
    assert all(one["ms"] > 0 for one in found)
    text = "\n".join(f"{record.getMessage()} {vars(record).get('fields')}" for record in caplog.records)
    assert "hunter2" not in text
    assert key not in text


def test_there_is_none_unless_it_is_asked_for(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "service")
    with serving(sqlite_url, tmp_path) as api:
        assert api.get("/healthz").headers["X-Request-ID"]
    assert "answered" not in caplog.messages
