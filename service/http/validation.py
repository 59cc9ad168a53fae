"""Pydantic's validation errors as errors of the service, worded for the sender of the request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pydantic_core import ErrorDetails

from service.errors import ArenaError, FieldError, Invalid, Malformed
from service.http.schemas.base import NAME_PATTERN, SOURCE_PATTERN, TEXT_PATTERN, URL_PATTERN

_LONGEST = 500
_IN_DETAIL = 3
_SOURCES = {"body", "query", "path", "header"}
_SUBJECT = re.compile(r"^(?:Value error, |(?:Input|Value|String|List|Data|Decimal|URL) should )")
_SENTENCES = {
    "missing": "is required",
    "extra_forbidden": "is unknown; check its spelling or leave it out",
    "string_unicode": "must not contain lone surrogates",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "list_type": "must be an array",
    "string_type": "must be a string",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number of at most 64 bits",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
}

_PATTERNS = {
    TEXT_PATTERN: "must not contain the character NUL",
    NAME_PATTERN: "must have a visible character, and no control characters or invisible ones",
    URL_PATTERN: "must be a valid http(s) URL, without a user name or password",
    SOURCE_PATTERN: "must be a valid http(s) URL without a user name or password, or a name without : / ? #",
}


def invalid(errors: Iterable[ErrorDetails]) -> ArenaError:
    """Return the error to raise: Malformed where Pydantic could not read the JSON, Invalid otherwise.

    It says which field is wrong and why, but never repeats the value: that may be long, secret or impossible
    to put in JSON.
    """
    details = list(errors)
    for error in details:
        if error["type"] == "json_invalid":
            reason = error["msg"].removeprefix("Invalid JSON: ")
            return Malformed(f"the body is not JSON: {reason[:_LONGEST]}")
    fields = [FieldError(_path(error["loc"]), _sentence(error)) for error in details]
    first = "; ".join(f"{field.field} {field.detail}" for field in fields[:_IN_DETAIL])
    more = f"; and {len(fields) - _IN_DETAIL} more" if len(fields) > _IN_DETAIL else ""
    return Invalid(first + more, fields)


def _path(location: Sequence[str | int]) -> str:
    parts = location[1:] if location and location[0] in _SOURCES else location
    return ".".join(str(part)[:100] for part in parts) or "body"


def _sentence(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind == "literal_error":
        return f"must be {error['ctx']['expected']}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(error["ctx"]["pattern"], "contains characters that are not allowed")
    return _SENTENCES.get(kind) or _SUBJECT.sub(_must, error["msg"])[:_LONGEST]


def _must(start: re.Match[str]) -> str:
    return "must " if start[0].endswith("should ") else ""
