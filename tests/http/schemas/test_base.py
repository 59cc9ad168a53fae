"""The types that all shapes share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import pytest
from pydantic import ConfigDict, TypeAdapter, ValidationError

from service.http.schemas.base import LeftOut, Moment, Name, Out, Strict, Text, Time, Url


@pytest.mark.parametrize(
    "address",
    [
        "http://a",
        "https://a.example/b?c=d#e",
        "https://[::1]:8000/",
        "https://host/%00",
        "https://ü.example/ö",
    ],
)
def test_addresses(address: str) -> None:
    assert TypeAdapter(Url).validate_python(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "//a",
        "ftp://a",
        "javascript:alert(1)",
        "https://",
        "https:///a",
        "https://a b",
        "https://a\n",
        "HTTPS",
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Url).validate_python(address)


def test_text_may_be_anything_but_nul_and_surrogates() -> None:
    adapter = TypeAdapter(Annotated[str, Text])
    for good in ("", "a\nb\tc", "\u202e", "\U0001f600", "\x7f\x01"):
        assert adapter.validate_python(good) == good
    for bad in ("\0", "a\n\0b", "\ud800", "a\udfff"):
        with pytest.raises(ValidationError):
            adapter.validate_python(bad)


def test_names_lose_the_spaces_around_them() -> None:
    assert TypeAdapter(Name).validate_python("  A name ") == "A name"
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python(" \t ")


def test_moments_are_shown_as_text() -> None:
    class Shape(Out):
        at: Moment
        then: Moment | None

    shown = Shape.model_validate({"at": 1_000_000, "then": None}).model_dump()
    assert shown == {"at": "1970-01-01T00:00:01.000000Z", "then": None}


@pytest.mark.parametrize(
    "text", ["2024-04-23T10:15:00Z", "20240423T101500Z", "2024-04-23 12:15:00+02:00", "2024-04-23t10:15:00z"]
)
def test_times_are_read_from_text(text: str) -> None:
    adapter = TypeAdapter(Time, config=ConfigDict(strict=True))
    assert adapter.validate_json(f'"{text}"') == datetime(2024, 4, 23, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["0", "1713914099", '"0"', '"86400"', '"20240423"', '"1713914099"', '"2024"', '"4.5e9"', "1.5",
              "true", "[]", '"23.04.2024"', '"Tue, 23 Apr 2024 10:15:00 +0000"', '"2024-04-23 10:15 UTC"']
)  # fmt: skip
def test_numbers_are_no_times(value: str) -> None:
    with pytest.raises(ValidationError, match="write a time in ISO 8601 as text"):
        TypeAdapter(Time, config=ConfigDict(strict=True)).validate_json(value)


def test_a_field_left_out_is_not_null() -> None:
    class Shape(Strict):
        name: Name = LeftOut

    assert Shape.model_validate_json("{}").model_dump(exclude_unset=True) == {}
    assert "default" not in Shape.model_json_schema()["properties"]["name"]
    with pytest.raises(ValidationError):
        Shape.model_validate_json('{"name": null}')
