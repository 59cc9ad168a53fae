"""Forms: fields, what a browser sends of them, and the same as the JSON that the API would get.

What is sent goes through the shapes of the API, so that a form takes and refuses what a client's JSON would.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from service.errors import ArenaError, Invalid
from service.http.schemas.base import Strict
from service.http.validation import invalid

Kind = Literal["text", "url", "area", "number", "date", "choice", "words", "file", "password", "hidden"]
Shape = TypeVar("Shape", bound=Strict)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: its name in the JSON (dots lead into objects), its label, and how it is filled in.

    ``words`` are several, separated by commas; ``choices`` those of a ``choice``.
    """

    name: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    choices: Sequence[str] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as it is shown: its fields with what stands in them and what is wrong with that.

    ``problem`` is what is wrong with all of it; ``token`` proves that the form is ours. A form
    without a token only asks: it is sent as a query.
    """

    action: str
    submit: str
    fields: Sequence[Field]
    token: str
    values: Mapping[str, str]
    errors: Mapping[str, str]
    problem: str = ""


def filled(
    action: str, submit: str, fields: Sequence[Field], token: str, values: Mapping[str, str] | None = None
) -> FilledForm:
    """Return a form to fill in; the values are what stands in it already."""
    return FilledForm(action, submit, fields, token, values or {}, {})


def refused(form: FilledForm, values: Mapping[str, str], error: ArenaError) -> FilledForm:
    """Return the form as it came back, with what was wrong beside the fields."""
    known = {field.name for field in form.fields}
    errors = {found.field: found.detail for found in error.errors if found.field in known}
    problem = "" if errors and len(errors) == len(error.errors) else error.detail
    return FilledForm(form.action, form.submit, form.fields, form.token, values, errors, problem)


def sent(fields: Sequence[Field], data: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts that a browser sent for these fields, without white space around them."""
    found = {field.name: data.get(field.name) for field in fields if field.kind != "file"}
    return {name: value.strip() for name, value in found.items() if isinstance(value, str)}


def parse(shape: type[Shape], fields: Sequence[Field], values: Mapping[str, str], *, new: bool) -> Shape:
    """What was sent, as the API's shape. What is empty is left out of something new, and null in a change.

    Raises Invalid as the API would.
    """
    content: dict[str, Any] = {}
    for field in fields:
        if field.name in values and (values[field.name] or not new):
            _put(content, field.name.split("."), _json(field, values[field.name]))
    try:
        return shape.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise invalid(error.errors(include_url=False, include_input=False)) from None


def _json(field: Field, text: str) -> Any:
    """Return a field's text as the JSON that it means."""
    if field.kind == "words":
        return [word.strip() for word in text.split(",") if word.strip()]
    if not text:
        return None
    if field.kind == "number":
        return _number(field, text)
    return text


def _number(field: Field, text: str) -> float | int:
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        raise Invalid(f"{field.label} must be a number") from None


def _put(content: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for part in path[:-1]:
        content = content.setdefault(part, {})
    content[path[-1]] = value
