"""Reading bodies: whatever the bytes are, a shape comes out or an error that says why not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from service.api.request_bodies import parse
from service.errors import ArenaError, Invalid, Malformed, UnsupportedType
from service.http.schemas.base import Name, Strict, Text


class Inner(Strict):
    """A shape within."""

    on: date | None = None


class Shape(Strict):
    """A shape with one of each."""

    refusals: ClassVar[Mapping[str, str]] = {"slug": "never changes"}

    name: Name
    text: Annotated[str, Text] = ""
    count: Annotated[int, Field(ge=0, le=10)] = 0
    share: float = 0.0
    flag: bool = False
    inner: list[Inner] = Field(default_factory=list)


def read(body: bytes) -> Shape:
    return parse(Shape, "application/json", body)


def refusal(body: bytes) -> ArenaError | None:
    """Return the error that reading the body ends in, or None."""
    try:
        read(body)
    except ArenaError as error:
        return error
    return None


def test_what_is_right_is_read() -> None:
    found = read(b'{"name": " A ", "count": 3, "share": 1, "flag": true, "inner": [{"on": "2026-01-31"}]}')
    assert found == Shape(name="A", count=3, share=1.0, flag=True, inner=[Inner(on=date(2026, 1, 31))])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with pytest.raises((Malformed, Invalid)):
        read(body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inside: (
            st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_any_value_of_a_field_is_read_or_refused(value: object) -> None:
    text = json.dumps(value)  # with NaN and lone surrogates, which Python takes for JSON
    for name in ("name", "text", "count", "share", "flag", "inner", "other"):
        found = refusal(f'{{"name": "A", "{name}": {text}}}'.encode())
        assert found is None or (found.status in {400, 422} and found.detail)


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("count", '"3"', "must be a whole number"),
        ("count", "true", "must be a whole number"),
        ("count", "1.5", "must be a whole number"),
        ("count", "11", "must be less than or equal to 10"),
        ("share", "NaN", "must be a finite number"),
        ("share", '"1"', "must be a number"),
        ("flag", "1", "must be true or false"),
        ("name", '""', "must have at least 1 character"),
        ("name", "null", "must be a string"),
        ("text", r'"\u0000"', "must not contain the character NUL"),
        ("inner", "{}", "must be an array"),
        ("other", "1", "is unknown; check its spelling or leave it out"),
        ("slug", '"a"', "never changes"),
    ],
)
def test_what_is_wrong_is_said(field: str, text: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(f'{{"name": "A", "{field}": {text}}}'.encode())
    assert [(error.field, error.detail) for error in caught.value.errors] == [(field, words)]


def test_a_field_within_a_list_has_its_path() -> None:
    with pytest.raises(Invalid) as caught:
        read(b'{"name": "A", "inner": [{}, {"on": "soon"}]}')
    assert [error.field for error in caught.value.errors] == ["inner.1.on"]
    assert caught.value.errors[0].detail.startswith("must be a valid date")


@pytest.mark.parametrize(
    "kind", [None, "", "text/json", "application/jsonx", "application/xml", "multipart/form-data"]
)
def test_other_types_are_refused(kind: str | None) -> None:
    with pytest.raises(UnsupportedType):
        parse(Shape, kind, b'{"name": "A"}')
