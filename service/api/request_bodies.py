"""Reading bodies: JSON from the bytes straight into a model, which builds nothing unsafe; forms with a file.

The framework parses a body with Python's own `json`, which takes NaN for a number, lone surrogates for text
and a hundred thousand brackets for a reason to fail with 500. Pydantic's parser refuses all three.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import ValidationError

from service.errors import FieldError, Invalid, Malformed, UnsupportedType
from service.http.multipart import read_form
from service.http.schemas.base import Strict
from service.http.validation import invalid

Shape = TypeVar("Shape", bound=Strict)


class JsonBody(Generic[Shape]):
    """A dependency that reads a request's body as a shape; the OpenAPI document shows it as such."""

    def __init__(self, shape: type[Shape]) -> None:
        self.shape = shape

    async def __call__(self, request: Request) -> Shape:
        """Return the body. Raise UnsupportedType, Malformed or Invalid."""
        return parse(self.shape, request.headers.get("content-type"), await request.body())


@dataclass(frozen=True, slots=True)
class Upload(Generic[Shape]):
    """A form as a shape, with the bytes of its file; None where it has none and need not."""

    fields: Shape
    file: bytes | None


class FormBody(Generic[Shape]):
    """A dependency that reads a form with one file, called ``file``; the OpenAPI document shows it as such.

    It must come after what says that the request may: the body has up to ``most`` bytes.
    """

    def __init__(self, shape: type[Shape], most: int) -> None:
        self.shape = shape
        self._most = most

    async def __call__(self, request: Request) -> Upload[Shape]:
        """Return the body. Raises as `service.http.multipart.read_form` does, and Invalid."""
        form = await read_form(request, ("file",), self._most)
        fields = _checked(self.shape, lambda: self.shape.model_validate_strings(form.fields))
        return Upload(fields, form.files.get("file"))


def needed(file: bytes | None) -> bytes:
    """Return the file of a form; raise Invalid where it is missing."""
    if file is None:
        raise Invalid("file is required", [FieldError("file", "is required, as a file")])
    return file


def parse(shape: type[Shape], content_type: str | None, body: bytes) -> Shape:
    """Return a body of a content type as a shape. Raise UnsupportedType, Malformed or Invalid."""
    if not _is_json(content_type):
        given = repr(content_type[:100]) if content_type else "missing"
        raise UnsupportedType(f"send JSON with the header Content-Type: application/json; it is {given}")
    if not body:
        raise Malformed("the body is empty; send a JSON object")
    return _checked(shape, lambda: shape.model_validate_json(body))


def checked(shape: type[Shape], values: Mapping[str, Any]) -> Shape:
    """Values that were read otherwise, such as those of a form, as a shape. Raises Invalid."""
    return _checked(shape, lambda: shape.model_validate(values))


def _checked(shape: type[Shape], validate: Callable[[], Shape]) -> Shape:
    try:
        return validate()
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise invalid([_refused(shape, one) for one in found]) from None


def _refused(shape: type[Strict], error: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the error, with the shape's own reason where it has one for an unknown field."""
    why = shape.refusals.get(str(error["loc"][-1])) if error["type"] == "extra_forbidden" else None
    return {**error, "type": "refused", "msg": why} if why else error


def _is_json(content_type: str | None) -> bool:
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
