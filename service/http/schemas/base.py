"""What all schemas of the API share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from service.arena import moments
from service.domain import clock

MAX_PAGE = 1000

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# PostgreSQL cannot store NUL. A pattern also refuses lone surrogates, and needs no Python call.
TEXT_PATTERN = r"^[^\x00]*$"
# A name has no control characters but white space, and none that hide, move or reverse other characters.
_HIDDEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff"
NAME_PATTERN = rf"^[^{_HIDDEN}]*[^\s{_HIDDEN}][^{_HIDDEN}]*$"
# Without @ in front of the path: everyone can read these URLs, and a user name there may be a secret.
URL_PATTERN = r"^https?://[^\s\x00/?#@]+([/?#][^\s\x00]*)?$"
# A URL, or a name that is neither a URL nor a path.
SOURCE_PATTERN = r"^(https?://[^\s\x00/?#@]+([/?#][^\s\x00]*)?|[^\x00:/?#]+)$"

Text = StringConstraints(pattern=TEXT_PATTERN)
Name = Annotated[
    str, StringConstraints(pattern=NAME_PATTERN, min_length=1, max_length=200, strip_whitespace=True)
]
LongText = Annotated[str, Text, Field(max_length=10_000)]
Slug = Annotated[
    str,
    Text,
    Field(
        min_length=1,
        max_length=100,
        description="Lowercase letters and digits with one `.`, `_` or `-` between them. Each word is in one "
        "script, without characters that only look like others.",
        examples=["photon-flash-1"],
    ),
]
Url = Annotated[
    str,
    StringConstraints(pattern=URL_PATTERN, max_length=2_000),
    Field(description="An http(s) URL."),
]


def _moment(value: object) -> object:
    return clock.to_text(value) if isinstance(value, int) else value


Moment = Annotated[
    str,
    BeforeValidator(_moment),
    Field(description="A time in RFC 3339, UTC.", examples=["2026-11-22T10:00:00.000000Z"]),
]


def _day(value: object) -> object:
    # Pydantic would take text like "86400" for seconds since 1970, and a time of day at midnight for its day.
    if not isinstance(value, str):
        return value
    if _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise ValueError("must be a date like 2026-11-22")


Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date), Field(examples=["2026-11-22"])]
"""A date in a request, written YYYY-MM-DD."""


def _time(value: object) -> datetime:
    """Return a reported time. A number would be a guess at seconds or milliseconds, also as text."""
    found = moments.datetime_of(value) if isinstance(value, str) and not value.isdecimal() else None
    if found is None:
        raise ValueError("write a time in ISO 8601 as text, such as 2026-11-22T10:00:00Z")
    return found


Time = Annotated[
    datetime,
    BeforeValidator(_time),
    Field(
        description="A time in ISO 8601, in UTC if it names no offset. Numbers are refused.",
        examples=["2026-11-22T10:00:00Z"],
    ),
]


def _without_default(schema: JsonDict) -> None:
    schema.pop("default", None)


LeftOut: Any = Field(default=None, json_schema_extra=_without_default)
"""The default of a PATCH field that stays unchanged if left out, and cannot be null."""


class Strict(BaseModel):
    """A request body. Unknown fields, numbers sent as text, and NaN are refused.

    ``refusals`` maps fields that a client might expect here to the reason they are not accepted.
    """

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    refusals: ClassVar[Mapping[str, str]] = {}


class Out(BaseModel):
    """A response body, made from an object of the use cases with the same attributes."""

    # JSON has no NaN; refusing it here is better than sending null.
    model_config = ConfigDict(from_attributes=True, allow_inf_nan=False)

    def to_json(self) -> bytes:
        """Return the body as compact JSON."""
        # As `model_dump_json` does, without its detour through text and its dozen options.
        return self.__pydantic_serializer__.to_json(self)


class Query(BaseModel):
    """Query parameters. Unknown ones are refused, so that a mistyped filter is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class PageQuery(Query):
    """Which page of a list to return."""

    limit: Annotated[int, Field(ge=1, le=MAX_PAGE, description="The maximum number of items.")] = 100
    cursor: Annotated[
        str | None,
        Text,
        Field(max_length=1_000, description="`next_cursor` of the previous page, as it was."),
    ] = None


class CatalogQuery(PageQuery):
    """Which page of a catalog list to return."""

    retired: Annotated[bool, Field(description="Whether to include retired items.")] = False


class FieldErrorOut(BaseModel):
    """One problem with one field."""

    field: Annotated[str, Field(description="A dotted path.", examples=["votes.3.outcome"])]
    detail: str


class Problem(BaseModel):
    """An error, as defined in RFC 9457. ``errors`` lists problems with individual fields."""

    # Some problems have members of their own, such as the challenge to solve.
    model_config = ConfigDict(extra="allow")

    type: Annotated[str, Field(examples=["/problems/not-found"])]
    title: str
    status: int
    detail: Annotated[str, Field(description="What went wrong and how to fix it.")]
    request_id: Annotated[
        str, Field(description="The id of the request, under which the service's log has it.")
    ]
    errors: list[FieldErrorOut] = []
