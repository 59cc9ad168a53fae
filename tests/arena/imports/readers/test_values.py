"""Values as text."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from service.arena.imports.readers.values import as_text
from service.errors import Invalid


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("x", "x"),
        (True, "true"),
        (12, "12"),
        (1.5, "1.5"),
        (b"caf\xc3\xa9", "café"),
        (["a", "b;c"], '["a","b;c"]'),
        ({"a": [1, None, "é"]}, '{"a":[1,null,"é"]}'),
        ([date(2024, 4, 23), Decimal("1.5"), b"x"], '["2024-04-23","1.5","x"]'),
        (datetime(2024, 4, 23, 1, 2, tzinfo=UTC), "2024-04-23T01:02:00+00:00"),
        (time(1, 2), "01:02:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_each_kind_of_value(value: object, text: str | None) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize("value", ["\ud800", ["\udfff"], {"\ud800": 1}, b"\xff", [b"\xff"]])
def test_what_is_no_text(value: object) -> None:
    with pytest.raises(Invalid, match=r"^contains "):
        as_text(value)
