"""Rate limits in the database: leased slices, handed over usage, and the processes that count."""

from __future__ import annotations

import pytest

from service.db import rate_limits
from service.db.engine import WriteSession
from service.db.rate_limits import Ask
from service.domain import clock
from service.domain.rate_limits import MINUTE, Limit, Subject, Usage
from tests.support.votes.ledgers import inside

ANNA, BEN = Subject(int(Limit.PACE), -(2**63)), Subject(int(Limit.ADDRESS_VOTE), 2**63 - 1)
SLACK = 5 * clock.SECOND
"""A test on a busy machine may take some of the time that it compares."""


def test_slices_of_several_subjects_until_there_are_none(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        first = rate_limits.lease_slices(session, [Ask(ANNA, 2, 1), Ask(BEN, 8, 3)])
        assert [piece.slots for piece in first] == [1, 3]
        second = rate_limits.lease_slices(session, [Ask(BEN, 8, 1), Ask(ANNA, 2, 1)])
        assert [piece.slots for piece in second] == [1, 0]
        assert second[1].wait == pytest.approx(MINUTE / 2, abs=SLACK)
        assert rate_limits.lease_slices(session, [Ask(BEN, 8, 1)])[0].slots == 0

    inside(shared_url, work)


def test_usage_is_added_and_taken(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        rate_limits.add_usage(session, [Usage(ANNA, 20 * clock.SECOND), Usage(BEN, 50 * clock.SECOND)])
        rate_limits.add_usage(session, [Usage(ANNA, 20 * clock.SECOND), Usage(BEN, 50 * clock.SECOND)])
        usage = {one.subject: one.micros for one in rate_limits.take_usage(session)}
        assert usage[ANNA] == pytest.approx(40 * clock.SECOND, abs=SLACK)
        assert usage[BEN] == pytest.approx(MINUTE, abs=SLACK)
        assert rate_limits.take_usage(session) == []

    inside(shared_url, work)


def test_full_allowances_and_deleted_voters_are_forgotten(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        same_number = Subject(int(Limit.KEY), ANNA.number)
        rate_limits.add_usage(session, [Usage(ANNA, 0), Usage(BEN, MINUTE)])
        rate_limits.forget_full(session)
        rate_limits.add_usage(session, [Usage(ANNA, MINUTE), Usage(same_number, MINUTE)])
        rate_limits.forget_voter(session, ANNA.number)
        assert {one.subject for one in rate_limits.take_usage(session)} == {BEN, same_number}

    inside(shared_url, work)


def test_who_counts(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        rate_limits.lock_limiters(session)
        rate_limits.attend(session, 1, alone=True)
        rate_limits.attend(session, 2, alone=False)
        assert {key: one.alone for key, one in rate_limits.limiters(session).items()} == {1: 1, 2: 0}
        rate_limits.retire(session, 1)
        assert rate_limits.limiters(session)[1].alone == 1
        rate_limits.retire(session, 2)
        assert rate_limits.limiters(session)[1].alone == 0
        rate_limits.leave(session, 1)
        assert set(rate_limits.limiters(session)) == {2}

    inside(shared_url, work)


def test_who_was_not_heard_of_is_forgotten_unless_it_counts_alone(
    shared_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(session: WriteSession) -> None:
        rate_limits.attend(session, 1, alone=True)
        rate_limits.attend(session, 2, alone=False)
        rate_limits.attend(session, 3, alone=False)
        rate_limits.forget_gone(session, keep=3)
        assert set(rate_limits.limiters(session)) == {1, 2, 3}
        monkeypatch.setattr(rate_limits, "GONE", -clock.SECOND)
        rate_limits.forget_gone(session, keep=3)
        assert set(rate_limits.limiters(session)) == {1, 3}

    inside(shared_url, work)


def test_times_are_the_databases(shared_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(session: WriteSession) -> None:
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: 0)
        rate_limits.attend(session, 1, alone=False)
        assert rate_limits.limiters(session)[1].seen_at == pytest.approx(now, abs=SLACK)

    inside(shared_url, work)
