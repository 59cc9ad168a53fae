"""What all shapes of the interface share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from service.domain import clock

MAX_PAGE = 1000

# PostgreSQL cannot store NUL. Checking by a pattern also refuses lone surrogates, and costs no call.
TEXT_PATTERN = r"^[^\x00]*$"
URL_PATTERN = r"^https?://[^\s\x00/?#]+[^\s\x00]*$"
# An address, or a name that is none and no path either.
SOURCE_PATTERN = r"^(https?://[^\s\x00/?#]+[^\s\x00]*|[^\x00:/?#]+)$"

Text = StringConstraints(pattern=TEXT_PATTERN)
Name = Annotated[str, Text, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
LongText = Annotated[str, Text, Field(max_length=10_000)]
Slug = Annotated[str, Text, Field(min_length=1, max_length=100, examples=["photon-flash-1"])]
Url = Annotated[
    str,
    StringConstraints(pattern=URL_PATTERN, max_length=2_000),
    Field(description="An http or https address."),
]


def _moment(value: object) -> object:
    return clock.to_text(value) if isinstance(value, int) else value


Moment = Annotated[
    str,
    BeforeValidator(_moment),
    Field(description="A moment in RFC 3339, UTC.", examples=["2026-11-22T10:00:00.000000Z"]),
]


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


LeftOut: Any = Field(default=None, json_schema_extra=_without_default)
"""The default of a field of a PATCH that is not changed where it is left out, and cannot be null."""


class Strict(BaseModel):
    """A body: unknown fields, numbers in texts and NaN are refused.

    ``refusals`` says of fields that one might look for here why they are not known.
    """

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    refusals: ClassVar[Mapping[str, str]] = {}


class Out(BaseModel):
    """An answer, made from an object of the use cases with the same attributes."""

    model_config = ConfigDict(from_attributes=True)


class Query(BaseModel):
    """Query parameters; an unknown one is refused, since a mistyped filter must not read as none."""

    model_config = ConfigDict(extra="forbid")


class PageQuery(Query):
    """Which page of a list."""

    limit: Annotated[int, Field(ge=1, le=MAX_PAGE, description="How many items at the most.")] = 100
    cursor: Annotated[
        str | None, Text, Field(max_length=1_000, description="`next_cursor` of the page before.")
    ] = None


class CatalogQuery(PageQuery):
    """Which page of a list of the catalog."""

    retired: Annotated[bool, Field(description="Whether retired ones are listed too.")] = False


class FieldErrorOut(BaseModel):
    """One thing wrong with one field."""

    field: Annotated[str, Field(description="A dotted path.", examples=["votes.3.outcome"])]
    detail: str


class Problem(BaseModel):
    """An error, as RFC 9457 describes it; ``errors`` says what is wrong with single fields."""

    type: Annotated[str, Field(examples=["/problems/not-found"])]
    title: str
    status: int
    detail: Annotated[str, Field(description="What was wrong, and how to mend it.")]
    errors: list[FieldErrorOut] = []
