"""Time: exact to the microsecond, for any year people can write."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import clock
from service.errors import Invalid

moments = st.datetimes(timezones=st.just(UTC))


@given(moments)
def test_a_moment_survives_being_written_and_read(moment: datetime) -> None:
    text = clock.to_text(clock.from_datetime(moment))
    assert datetime.fromisoformat(text) == moment


@given(moments, moments)
def test_written_moments_sort_as_the_moments_do(one: datetime, other: datetime) -> None:
    """Which they only do while every field is padded; the year 999 is where C libraries forget it."""
    texts = [clock.to_text(clock.from_datetime(moment)) for moment in (one, other)]
    assert (texts[0] < texts[1]) == (one < other)


@pytest.mark.parametrize(
    ("microseconds", "text"),
    [
        (0, "1970-01-01T00:00:00.000000Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (1_795_341_600_000_001, "2026-11-22T10:00:00.000001Z"),
        (-30_610_224_000_000_000, "1000-01-01T00:00:00.000000Z"),
        (-30_610_224_000_000_001, "0999-12-31T23:59:59.999999Z"),
        (-62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
    ],
)
def test_moments_as_rfc_3339(microseconds: int, text: str) -> None:
    assert clock.to_text(microseconds) == text
    assert clock.from_datetime(datetime.fromisoformat(text)) == microseconds


def test_a_moment_without_a_zone_is_utc_and_a_zone_counts() -> None:
    naive = datetime(2026, 11, 22, 10)  # noqa: DTZ001 - that is the case
    east = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=2)))
    assert clock.from_datetime(naive) == clock.from_datetime(east) == 1_795_341_600_000_000


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-12:00"])
def test_a_moment_that_could_not_be_written_again_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="years 1 to 9999"):
        clock.from_datetime(datetime.fromisoformat(text))


@given(st.dates())
def test_a_date_survives_as_a_number(day: date) -> None:
    assert clock.day_text(clock.day_of(day)) == day.isoformat()


@given(moments)
def test_the_day_of_a_moment_is_its_date(moment: datetime) -> None:
    """Also before 1970, where rounding towards zero would be a day late."""
    assert clock.day_text(clock.from_datetime(moment) // clock.DAY) == moment.date().isoformat()


def test_now_is_in_microseconds() -> None:
    before = time.time()
    assert before - 1 < clock.now() / 1e6 < before + 60
