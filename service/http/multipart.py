"""Forms with files, as browsers and `curl -F` send them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from service.errors import FieldError, Invalid, Malformed, UnsupportedType
from service.http.body_limit import allow_body

MAX_FIELDS = 32
_FIELD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, and the bytes of its files. File names are not kept."""

    fields: dict[str, str]
    files: dict[str, bytes]


async def read_form(request: Request, files: Collection[str], most: int) -> Form:
    """Return the form of a request; ``files`` are the allowed names of files, ``most`` the allowed bytes.

    A request without a body is an empty form. Raise UnsupportedType for another kind of body, TooLarge,
    Malformed for a broken form, and Invalid for a file of another name or a repeated field.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not kind and not await request.body():
        return Form({}, {})
    if kind != "multipart/form-data":
        raise UnsupportedType("send a form with a file: Content-Type: multipart/form-data")
    allow_body(request, most)
    try:
        async with request.form(
            max_files=len(files), max_fields=MAX_FIELDS, max_part_size=_FIELD_BYTES
        ) as form:
            items = [(name, await _content(value)) for name, value in form.multi_items()]
    except HTTPException as error:
        raise Malformed(f"the form cannot be read: {error.detail}") from None
    return _sorted(items, files)


def once_each(form: FormData) -> FormData:
    """Return the form. Raise Invalid for a field that was sent more than once."""
    names = [name for name, _ in form.multi_items()]
    for name in names:
        if names.count(name) > 1:
            raise _refused(name, "appears twice")
    return form


@dataclass(frozen=True, slots=True)
class FileForm:
    """The fields of a form, and its only file, which is on the disk unless it is small."""

    fields: dict[str, str]
    file: UploadFile


@asynccontextmanager
async def file_form(request: Request, name: str, most: int) -> AsyncIterator[FileForm]:
    """Yield the form of a request, whose file is not read into memory.

    Raise as `read_form` does, and Invalid if the file is missing.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise UnsupportedType("send a form with a file: Content-Type: multipart/form-data")
    allow_body(request, most)
    try:
        form = await request.form(max_files=1, max_fields=MAX_FIELDS, max_part_size=_FIELD_BYTES)
    except HTTPException as error:
        raise Malformed(f"the form cannot be read: {error.detail}") from None
    try:
        fields = {key: value for key, value in once_each(form).multi_items() if isinstance(value, str)}
        file = form.get(name)
        if not isinstance(file, UploadFile) or not file.size:
            raise _refused(name, "is required, as a file that is not empty")
        yield FileForm(fields, file)
    finally:
        await form.close()


async def _content(value: str | UploadFile) -> str | bytes:
    return value if isinstance(value, str) else await value.read()


def _sorted(items: list[tuple[str, str | bytes]], files: Collection[str]) -> Form:
    form = Form({}, {})
    for name, value in items:
        if name in form.fields or name in form.files:
            raise _refused(name, "appears twice")
        if isinstance(value, str):
            form.fields[name] = value
        elif name in files:
            form.files[name] = value
        else:
            raise _refused(name, f"is not an accepted file; send only {', '.join(files)}")
    return form


def _refused(name: str, detail: str) -> Invalid:
    return Invalid(f"{name[:100]} {detail}", [FieldError(name[:100], detail)])
