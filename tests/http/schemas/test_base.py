"""The types that all shapes share."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from service.http.schemas.base import LeftOut, Moment, Name, Out, Strict, Text, Url


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


def test_a_field_left_out_is_not_null() -> None:
    class Shape(Strict):
        name: Name = LeftOut

    assert Shape.model_validate_json("{}").model_dump(exclude_unset=True) == {}
    assert "default" not in Shape.model_json_schema()["properties"]["name"]
    with pytest.raises(ValidationError):
        Shape.model_validate_json('{"name": null}')
