"""Request bodies: JSON parsed straight into a model, and forms with a file; and their idempotency keys.

The framework parses a body with Python's own `json`, which accepts NaN as a number and lone surrogates as
text, and fails with 500 on a hundred thousand brackets. Pydantic's parser refuses all three.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Header, Request
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from service.arena.access.keys import Key
from service.arena.recording.idempotency import Once
from service.errors import FieldError, Invalid, Malformed, UnsupportedType
from service.http.multipart import read_form
from service.http.schemas.base import Strict
from service.http.validation import invalid

Shape = TypeVar("Shape", bound=Strict)

MAX_IDEMPOTENCY_KEY = 200
_PRINTABLE = re.compile(r"^[\x21-\x7e]+$")

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=MAX_IDEMPOTENCY_KEY,
        pattern=_PRINTABLE.pattern,
        description="Any text you choose. A request repeated with the same text has no second effect. "
        "Another request with the same text is refused.",
    ),
]

ABOUT_IMAGES = "A PNG, JPEG or WebP image of up to 20 MB and 20 megapixels."
"""What the document says of the file of a form."""


class JsonBody(Generic[Shape]):
    """A dependency that reads the body as a shape, and shows that shape in the OpenAPI document."""

    def __init__(self, shape: type[Shape]) -> None:
        self.shape = shape

    async def __call__(self, request: Request) -> Shape:
        """Return the body. Raise UnsupportedType, Malformed or Invalid."""
        return parse(self.shape, request.headers.get("content-type"), await request.body())


@dataclass(frozen=True, slots=True)
class Upload(Generic[Shape]):
    """A form as a shape, with the bytes of its file; None if it has no file."""

    fields: Shape
    file: bytes | None


class FormBody(Generic[Shape]):
    """A dependency that reads a form with one file, called ``file``; the OpenAPI document shows its shape.

    It must come after the dependency that authorizes the request: the body may have up to ``most`` bytes.
    ``file_required`` and ``about``, which describes the file, are only for the document.
    """

    def __init__(
        self, shape: type[Shape], most: int, *, file_required: bool, about: str = ABOUT_IMAGES
    ) -> None:
        self.shape = shape
        self.file_required = file_required
        self.about = about
        self._most = most

    async def __call__(self, request: Request) -> Upload[Shape]:
        """Return the body. Raise Invalid, and what `service.http.multipart.read_form` raises."""
        form = await read_form(request, ("file",), self._most)
        fields = _checked(self.shape, lambda: self.shape.model_validate_strings(form.fields))
        return Upload(fields, form.files.get("file"))


def form_schema(
    shape: type[Strict], file: str, *, file_required: bool, about: str = ABOUT_IMAGES
) -> dict[str, Any]:
    """Return the JSON schema of a form: the fields of a shape, which has no nested models, and a file.

    A form has no null: a field that may be null is left out.
    """
    schema = shape.model_json_schema()
    fields = schema.setdefault("properties", {})
    for field in fields.values():
        options = [one for one in field.pop("anyOf", ()) if one.get("type") != "null"]
        field.update(*options)
        field.pop("default", None)
    schema["title"] = f"{shape.__name__} with {file}"
    fields[file] = {"type": "string", "format": "binary", "description": about}
    if file_required:
        schema.setdefault("required", []).append(file)
    return schema


def needed(file: bytes | None) -> bytes:
    """Return the file of a form; raise Invalid where it is missing."""
    if file is None:
        raise Invalid("file is required", [FieldError("file", "is required, as a file")])
    return file


def parse(shape: type[Shape], content_type: str | None, body: bytes) -> Shape:
    """Return a body of a content type as a shape. Raise UnsupportedType, Malformed or Invalid."""
    if not _is_json(content_type):
        sent = repr(content_type[:100]) if content_type else "missing"
        raise UnsupportedType(f"send JSON with the header Content-Type: application/json; it is {sent}")
    if not body:
        raise Malformed("the body is empty; send a JSON object")
    return _checked(shape, lambda: shape.model_validate_json(body))


def checked(shape: type[Shape], values: Mapping[str, object]) -> Shape:
    """Return values from elsewhere, such as those of a form, as a shape. Raise Invalid."""
    return _checked(shape, lambda: shape.model_validate(values))


def _checked(shape: type[Shape], validate: Callable[[], Shape]) -> Shape:
    try:
        return validate()
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise invalid([_with_reason(shape, one) for one in details]) from None


def _with_reason(shape: type[Strict], error: ErrorDetails) -> ErrorDetails:
    """Return the error, with the shape's own reason where it has one for an unknown field."""
    reason = shape.refusals.get(str(error["loc"][-1])) if error["type"] == "extra_forbidden" else None
    if reason:
        error["type"], error["msg"] = "refused", reason
    return error


def _is_json(content_type: str | None) -> bool:
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def idempotency_key(request: Request) -> str | None:
    """Return the idempotency key of a request to a raw route; raise Invalid if it is not allowed."""
    name = request.headers.get("idempotency-key")
    if name is not None and (len(name) > MAX_IDEMPOTENCY_KEY or not _PRINTABLE.match(name)):
        detail = f"must be 1 to {MAX_IDEMPOTENCY_KEY} printable characters without spaces"
        raise Invalid(f"idempotency-key {detail}", [FieldError("idempotency-key", detail)])
    return name


async def once_of(request: Request, key: Key, name: str | None) -> Once | None:
    """Return the idempotency key with the fingerprint of its request; None if the request has none."""
    if name is None:
        return None
    return Once.of(key.id, name, f"{request.method} {request.url.path}", await request.body())
