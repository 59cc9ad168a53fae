"""Forms: their fields, and the values that a browser sends, as the JSON that the API would get.

Values are validated by the API's schemas, so a form accepts and rejects exactly what the API does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Literal, TypeVar

from pydantic import ValidationError

from service.arena.catalog.choices import Choice
from service.errors import ArenaError, Invalid
from service.http.schemas.base import Strict
from service.http.validation import invalid

Kind = Literal["text", "url", "area", "number", "date", "choice", "words", "file", "password", "color"]
Shape = TypeVar("Shape", bound=Strict)
_MOST_BOXES = 40
Value = str | int | float | list[str] | None
"""A field's value in JSON."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: its name in the JSON (a dot leads into an object), its label, and its kind.

    ``words`` takes several values, separated by commas. ``choices`` are offered, and more can be typed unless
    it is a ``choice`` or ``closed``. ``source`` names choices that are only known later, those of
    `service.arena.catalog.choices`, and ``blank`` is what no choice is called. ``accept`` has the types of a
    ``file``, and ``advanced`` fields are folded away at first. A browser has no empty ``color``: the usual
    one stands for it.
    """

    name: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    choices: Sequence[Choice] = ()
    required: bool = False
    accept: str = "image/png,image/jpeg,image/webp"
    source: str = ""
    blank: str = "None"
    closed: bool = False
    advanced: bool = False


def named(*values: str) -> list[Choice]:
    """Return choices that are called what they are."""
    return [Choice(value, value) for value in values]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form with its values and their errors.

    ``problem`` is an error of the whole form; ``hidden`` comes back as it is; ``token`` proves that the form
    is ours. A form without a token only reads: it is sent as a query string.
    """

    action: str
    submit: str
    fields: Sequence[Field]
    token: str
    values: Mapping[str, str]
    errors: Mapping[str, str]
    problem: str = ""
    hidden: Mapping[str, str] = dataclass_field(default_factory=dict)


def filled(
    action: str,
    submit: str,
    fields: Sequence[Field],
    token: str,
    values: Mapping[str, str] | None = None,
    **hidden: str,
) -> FilledForm:
    """Return a form to fill in, with initial values."""
    return FilledForm(action, submit, fields, token, values or {}, {}, hidden=hidden)


def with_choices(form: FilledForm, found: Mapping[str, Sequence[Choice]]) -> FilledForm:
    """Return the form with the choices of its fields' sources, unless they are too many to be boxes."""
    return replace(form, fields=[_with_choices(field, found) for field in form.fields])


def _with_choices(field: Field, found: Mapping[str, Sequence[Choice]]) -> Field:
    if not field.source or (field.kind == "words" and len(found[field.source]) > _MOST_BOXES):
        return field
    nothing = [Choice("", field.blank)] if field.kind == "choice" and not field.required else []
    return replace(field, choices=[*nothing, *found[field.source]])


def refused(form: FilledForm, values: Mapping[str, str], error: ArenaError) -> FilledForm:
    """Return the form with the values that were sent and their errors."""
    names = {field.name for field in form.fields}
    errors = {one.field: one.detail for one in error.errors if one.field in names}
    problem = "" if errors and len(errors) == len(error.errors) else error.detail
    return replace(form, values=values, errors=errors, problem=problem)


def sent(fields: Sequence[Field], data: Mapping[str, object]) -> dict[str, str]:
    """Return the texts that a browser sent for these fields, without surrounding white space.

    A box that is checked has the name of its field, a colon, and its word. A color is empty if it is the
    usual one, or if the box ``usual`` is checked.
    """
    values = {field.name: data.get(field.name) for field in fields if field.kind != "file"}
    texts = {name: value.strip() for name, value in values.items() if isinstance(value, str)}
    for field in fields:
        checked = [one.removeprefix(f"{field.name}:") for one in data if one.startswith(f"{field.name}:")]
        if field.kind == "words" and checked:
            texts[field.name] = ", ".join(filter(None, (*checked, texts.get(field.name, ""))))
        if field.kind == "color" and (checked or texts.get(field.name) == data.get(f"usual:{field.name}")):
            texts[field.name] = ""
    return texts


def parse(shape: type[Shape], fields: Sequence[Field], values: Mapping[str, str], *, new: bool) -> Shape:
    """Return the values as the API's schema. Empty ones are left out if it is new, and null in a change.

    Raise Invalid as the API does.
    """
    content: dict[str, Value | dict[str, Value]] = {}
    for field in fields:
        if field.name in values and (values[field.name] or not new):
            _put(content, field.name, _json(field, values[field.name]))
    try:
        return shape.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise invalid(error.errors(include_url=False, include_input=False)) from None


def _json(field: Field, text: str) -> Value:
    """Return a field's text as a JSON value."""
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


def _put(content: dict[str, Value | dict[str, Value]], name: str, value: Value) -> None:
    outer, _, inner = name.partition(".")
    if not inner:
        content[outer] = value
        return
    nested = content.setdefault(outer, {})
    if isinstance(nested, dict):
        nested[inner] = value
