"""Which texts are times, and what the others may have meant."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena import moments
from service.domain import clock

DAY = "2024-04-23T00:00:00.000000Z"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20240423", DAY),
        ("20240423.0", DAY),
        ("2024-04-23", DAY),
        ("2024-W17-2", DAY),
        ("20240423T101500Z", "2024-04-23T10:15:00.000000Z"),
        (" 2024-04-23t10:15:00z ", "2024-04-23T10:15:00.000000Z"),
        ("2024-04-23 12:15:00.25+02:00", "2024-04-23T10:15:00.250000Z"),
        ("20240423T1015-0530", "2024-04-23T15:45:00.000000Z"),
        ("1713914099", "2024-04-23T23:14:59.000000Z"),
        ("1713914099.0", "2024-04-23T23:14:59.000000Z"),
        ("1.713914099e9", "2024-04-23T23:14:59.000000Z"),
        ("1713914099330", "2024-04-23T23:14:59.330000Z"),
        ("1713914099330123", "2024-04-23T23:14:59.330123Z"),
        ("631152000", "1990-01-01T00:00:00.000000Z"),
    ],
)
def test_times(text: str, moment: str) -> None:
    found = moments.from_text(text)
    assert found is not None
    assert clock.to_text(found) == moment


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("2024", ["the year 2024; a time needs at least a day"]),
        ("2024.0", ["the year 2024; a time needs at least a day"]),
        ("45405", ["2024-04-23T00:00:00Z as an Excel date", "1970-01-01T12:36:45Z in seconds since 1970"]),
        ("0", ["1970-01-01T00:00:00Z in seconds since 1970"]),
        (
            "20240423101500",
            [
                "1970-08-23T06:20:23Z in microseconds since 1970",
                "2024-04-23T10:15:00Z written as YYYYMMDDhhmmss",
            ],
        ),
        ("1713914099330123456", ["2024-04-23T23:14:59Z in nanoseconds since 1970"]),
        ("23.04.2024", ["2024-04-23T00:00:00Z with the day first"]),
        ("23/04/2024 10:15", ["2024-04-23T00:00:00Z with the day first"]),
        (
            "04/05/2024",
            ["2024-05-04T00:00:00Z with the day first", "2024-04-05T00:00:00Z with the month first"],
        ),
        (
            "04-05-2024",
            ["2024-05-04T00:00:00Z with the day first", "2024-04-05T00:00:00Z with the month first"],
        ),
        ("2024/04/23", ["2024-04-23T00:00:00Z written as YYYY/MM/DD"]),
        ("Tue, 23 Apr 2024 10:15:00 +0200", ["2024-04-23T08:15:00Z written out"]),
        ("2024-04-23 10:15:00 UTC", ["2024-04-23T10:15:00Z if UTC is meant; write Z for it"]),
        ("2024-04-23 10:15 PST", ["a time in a zone that is named; write its offset, such as +02:00"]),
        (
            "2024-04-23T10:15[Europe/Berlin]",
            ["a time in a zone that is named; write its offset, such as +02:00"],
        ),
    ],
)
def test_what_has_several_readings_is_no_time(text: str, readings: list[str]) -> None:
    assert moments.from_text(text) is None
    assert moments.readings(text) == readings


@pytest.mark.parametrize(
    "text",
    ["yesterday", "", "nan", "-inf", "1e400", "-1e15", "-1", "1_713_914_099", "\uff12\uff10\uff12\uff14",
     "10:15", "2024-04", "2024-04-23T10:15:60Z", "2024-04-23x10:15", "202404231101500",
     "0000-00-00", "12:00:00", "2024-13-01"],
)  # fmt: skip
def test_nonsense_is_no_time(text: str) -> None:
    assert moments.from_text(text) is None
    assert all(isinstance(reading, str) for reading in moments.readings(text))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("45405", DAY),
        ("45405.4270833333", "2024-04-23T10:15:00.000000Z"),
        ("20240423", DAY),
        ("1713914099", "2024-04-23T23:14:59.000000Z"),
        ("2024", None),
        ("9999", None),
    ],
)
def test_excel_counts_days_if_that_is_said(text: str, moment: str | None) -> None:
    found = moments.from_text(text, excel=True)
    assert (None if found is None else clock.to_text(found)) == moment


@given(st.integers(10**15, 7 * 10**15))
def test_a_time_is_the_same_in_every_form(microseconds: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    assert moments.from_text(moment.isoformat()) == microseconds
    assert moments.from_text(moment.strftime("%Y%m%dT%H%M%S.%fZ")) == microseconds
    assert moments.from_text(str(microseconds)) == microseconds
    assert moments.from_text(str(microseconds // 1000)) == microseconds // 1000 * 1000
    assert moments.from_text(str(microseconds // 1_000_000)) == microseconds // 1_000_000 * 1_000_000


@given(st.text("0123456789-/.: TZWUtc+eE[]", max_size=25))
def test_every_text_is_a_time_or_none(text: str) -> None:
    found = moments.from_text(text)
    assert found is None or clock.to_text(found)
    assert isinstance(moments.readings(text), list)
