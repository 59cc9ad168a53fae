"""Outages: a line when one begins, a line when it ends, and none for what is no outage."""

from __future__ import annotations

import logging

import pytest

from service.errors import ArenaError, NotFound, StorageFull, Unavailable
from service.logs.incidents import Outage, note_failed_turn


def use(outage: Outage, error: ArenaError | None = None, cause: Exception | None = None) -> None:
    try:
        with outage:
            if error is not None:
                raise error from cause
    except ArenaError as raised:
        assert raised is error  # noqa: PT017 - it must pass unchanged


def test_an_outage_is_told_once_and_so_is_its_end(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage("reads fail", logging.getLogger("arena"))
    use(outage)
    for _ in range(5):
        use(outage, Unavailable("the database is away"), ConnectionRefusedError("port 5432"))
    use(outage)
    use(outage)
    began, ended = caplog.messages
    assert began == "reads fail: the database is away"
    assert ended.startswith("reads fail no longer, after 0.0 s and 5 failures")
    use(outage, StorageFull("the disk is full"), OSError("no space"))
    assert len(caplog.messages) == 3


def test_what_the_program_refuses_by_itself_is_no_outage(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage("reads fail", logging.getLogger("arena"))
    use(outage, Unavailable("the queue is full"))
    use(outage, NotFound("there is no such arena"), KeyError("x"))
    use(outage)
    assert caplog.messages == []


def test_a_turn_that_an_outage_failed_is_no_second_warning(caplog: pytest.LogCaptureFixture) -> None:
    away = Unavailable("the database is away")
    note_failed_turn(logging.getLogger("arena"), "not published", away)
    assert caplog.messages == ["not published: the database is away"]
    away.__cause__ = ConnectionRefusedError("port 5432")
    note_failed_turn(logging.getLogger("arena"), "not published", away)
    assert [one.levelname for one in caplog.records] == ["WARNING"]
