"""Alive and ready."""

from __future__ import annotations

import pytest

from service.arena import health
from tests.support.db.databases import execute
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.served.api import Api


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a busy machine the time that a check does not."""
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", CEILING_SECONDS)


def test_alive_and_ready(api: Api) -> None:
    for path in ("/healthz", "/readyz"):
        answer = api.get(path)
        assert (answer.status_code, answer.content) == (200, b'{"status":"ok"}')
        assert answer.headers["Cache-Control"] == "no-store"


def test_alive_but_not_ready_without_the_tables(api: Api) -> None:
    execute(api.url, "DROP TABLE alembic_version")
    assert api.get("/healthz").status_code == 200
    answer = api.get("/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert "arena migrate" in answer.json()["detail"]
