"""Passes: for one voter, for some minutes, and not to be forged."""

from __future__ import annotations

import pytest

from service.arena.access.passes import SECONDS, cookie, has_pass
from service.domain import clock

SECRET = b"s" * 32


def test_a_pass_is_its_voters_until_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_800_000_000 * clock.SECOND
    monkeypatch.setattr(clock, "now", lambda: now)
    sent = cookie(SECRET, -5).partition(";")[0]
    assert has_pass(SECRET, f"a=b; {sent}", -5)
    assert not has_pass(SECRET, sent, 5)
    assert not has_pass(b"o" * 32, sent, -5)
    assert not has_pass(SECRET, sent[:-1], -5)
    assert not has_pass(SECRET, "", -5)
    monkeypatch.setattr(clock, "now", lambda: now + (SECONDS + 1) * clock.SECOND)
    assert not has_pass(SECRET, sent, -5)
