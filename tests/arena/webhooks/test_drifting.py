"""The alarm for drift: silent while models stay as they are, however often one looks."""

from __future__ import annotations

from service.arena.webhooks.drifting import DayRating, drifted
from tests.support.votes.drifting import history_of

SHAPE = {"models": 8, "days": 20, "votes_a_day": 120}


def first_alarm(days: list[DayRating], models: int) -> int | None:
    """Return the first day on which there is an alarm, looking at the end of each day."""
    for count in range(2, len(days) + 1):
        if drifted(days[:count], models, tau=0.0, widening=1.0):
            return days[count - 1].day
    return None


def test_who_stays_the_same_raises_no_alarm_and_who_changes_does() -> None:
    for seed in range(3):
        steady = history_of(seed, **SHAPE)
        assert [first_alarm(days, 8) for days in steady] == [None] * 8
    changed, *others = history_of(7, **SHAPE, changed_on=10, by=6.0)
    day = first_alarm(changed, 8)
    assert day is not None
    assert day >= 10
    assert [first_alarm(days, 8) for days in others] == [None] * 7


def test_what_is_evidence() -> None:
    days = [DayRating(1, 25.0, 1.0, 49), DayRating(2, 40.0, 0.5, 100)]
    assert drifted(days, 1, tau=0.0, widening=1.0) is None
    enough = [days[0]._replace(votes=50), days[1]]
    alarm = drifted(enough, 1, tau=0.0, widening=1.0)
    assert alarm is not None
    assert alarm.since == enough[0]
    assert drifted(enough, 10**100, tau=0.0, widening=1.0) is None
    assert drifted(enough, 1, tau=0.0, widening=1000.0) is None
    assert drifted(enough, 1, tau=1000.0, widening=1.0) is None
    assert drifted([], 1, tau=0.0, widening=1.0) is None
    assert drifted([enough[0], enough[0]], 1, tau=0.0, widening=1.0) is None
