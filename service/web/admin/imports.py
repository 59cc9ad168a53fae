"""Imports of files: the routes that take a file, show what it means, and import it or delete it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response

from service.arena.access.admins import check_admin_token
from service.arena.catalog import arenas
from service.arena.catalog.choices import Choice
from service.arena.imports.readers.formats import READERS
from service.arena.imports.uploads import store
from service.arena.imports.uploads.bulk import Contents
from service.arena.imports.uploads.jobs import UploadJobs, UploadPreview
from service.arena.imports.uploads.store import KINDS, MAX_BYTES, VOTES, Result, Upload
from service.arena.imports.votes.columns import FIELDS
from service.domain.votes import OUTCOMES
from service.errors import ArenaError, Invalid
from service.http.deps import own_page
from service.http.multipart import file_form
from service.web.admin.confirming import Question, unconfirmed
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled, refused, sent
from service.web.admin.import_choices import (
    FLAGS,
    MORE,
    UNKNOWN_LANGUAGE,
    Values,
    choices_of,
    query_of,
    sent_values,
    suggested,
    words_of,
)
from service.web.admin.pages import Button, Cell, Row, head_of, time_of, to
from service.web.rendering import Head, render

router = APIRouter(prefix="/admin/imports", include_in_schema=False)

_PATH = "/admin/imports"
_MEGABYTE = 1_000_000
# How often the page of a running import loads itself again.
_AGAIN_SECONDS = "5"
# The fields of the form, beside the file.
_FORM_BYTES = 100_000
_OPTIONS = re.compile(r" \([^()]*--[^()]*\)|; say what each means, such as --[^;]*|; nothing was imported$")
_ARENA = Field(
    "arena", "Arena", hint="Choose one, or type the slug of a new one.", required=True, source="arenas"
)
_FIELDS = (
    Field("kind", "What is in it", "choice", choices=[Choice(kind, kind.capitalize()) for kind in KINDS]),
    Field(
        "file",
        "File",
        "file",
        f"Up to {MAX_BYTES // _MEGABYTE} MB. Votes and prompts as a table; images as a ZIP file with folders "
        "like prompt/model.png, or with a table. You see what is in it before it is imported.",
        required=True,
        accept="",
    ),
    _ARENA,
)


@dataclass(frozen=True, slots=True)
class ImportPage:
    """An upload: what its import would do, whether it is running, or what it did.

    ``values`` are those of the form that changes how the file is read, ``query`` sends them along,
    ``suggestion`` is a query with what the columns suggest. ``words`` are the texts of the file that may mean
    an outcome, and ``means`` the outcomes they were given.
    """

    head: Head
    admin: object
    token: str
    upload: Upload
    path: str
    values: Values = field(default_factory=dict)
    query: str = ""
    suggestion: str = ""
    preview: UploadPreview | None = None
    problem: str = ""
    words: tuple[str, ...] = ()
    means: Values = field(default_factory=dict)
    result: Result | None = None
    running: bool = False
    progress: tuple[int, int] | None = None
    contents: Contents | None = None
    fields: tuple[str, ...] = FIELDS
    more: tuple[str, ...] = MORE
    outcomes: tuple[str, ...] = tuple(OUTCOMES)
    formats: tuple[str, ...] = tuple(READERS)
    unknown_language: tuple[str, ...] = UNKNOWN_LANGUAGE
    flags: dict[str, str] = field(default_factory=lambda: FLAGS)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file."""
        return self.preview.opened.columns if self.preview else ()

    @property
    def read_from(self) -> Mapping[str, str]:
        """What each field is read from."""
        report = self.preview and self.preview.report
        return report.survey.reading.columns if report else {}

    @property
    def opens_more(self) -> bool:
        """Whether a choice was made in the part that is closed at first."""
        return any(f"map.{name}" in self.values for name in MORE)

    @property
    def opens_options(self) -> bool:
        """Whether a choice was made in the last part, which is closed at first."""
        others = {"filters", "aliases", "unknown_language", *FLAGS}
        return any(name.startswith("set.") or name in others for name in self.values)


@router.get("")
async def every(context: Context) -> Response:
    """Return the uploads and the form for a new one."""
    running = await context.services.database.read(arenas.running)
    values = {"arena": next((arena.slug for arena in running), "")}
    return await _list(context, filled(_PATH, "Upload", _FIELDS, context.token, values))


async def _list(context: AdminContext, form: FilledForm, status: int = 200) -> Response:
    uploads = await asyncio.to_thread(store.every, _folder(context))
    return await context.show(
        "Imports",
        status,
        columns=("File", "Size", "Uploaded", "State", ""),
        rows=[_row(upload) for upload in uploads],
        empty="No uploads.",
        notes=["Uploads are deleted once they are imported, or after a day."],
        forms=[form],
    )


def _row(upload: Upload) -> Row:
    result = store.result_of(upload)
    state = "not imported"
    if result is not None:
        state = "failed" if result.error else "imported"
    elif store.is_started(upload):
        state = "importing"
    name = Cell(upload.name, f"{_PATH}/{upload.id}")
    cells = (name, Cell(f"{upload.size:,} bytes"), Cell(time_of(upload.at)), Cell(state))
    return Row(cells, [Button(f"{_PATH}/{upload.id}/deletion", "Delete")])


@router.post("")
async def add(context: Context) -> Response:
    """Take a file, and lead to its preview."""
    own_page(context.request)
    values: dict[str, str] = {}
    try:
        async with file_form(context.request, "file", MAX_BYTES + _FORM_BYTES) as form:
            check_admin_token(context.services, context.admin, form.fields.get("token", ""))
            values, file = sent(_FIELDS, form.fields), form.file
            if not values.get("arena"):
                raise Invalid("name an arena: one that exists, or a new one")
            upload = await asyncio.to_thread(
                store.save,
                _folder(context),
                file.file,
                file.filename or "",
                context.admin.key_id,
                _kind(values),
            )
    except ArenaError as error:
        again = filled(_PATH, "Upload", _FIELDS, context.token)
        return await _list(context, refused(again, values, error), error.status)
    return to(f"{_PATH}/{upload.id}?arena={quote(values['arena'])}")


@router.get("/{upload_id}")
async def one(context: Context, upload_id: str) -> Response:
    """Return what importing an upload would do, or what became of it."""
    upload = await _find(context, upload_id)
    result = await asyncio.to_thread(store.result_of, upload)
    if result is not None:
        return _page(context, upload, result=result)
    if await asyncio.to_thread(store.is_started, upload):
        page = _page(context, upload, running=True, progress=store.progress_of(upload))
        page.headers["Refresh"] = _AGAIN_SECONDS
        return page
    if upload.kind != VOTES:
        return await _contents(context, upload, sent_values(context.request.url.query))
    return await _preview(context, upload, sent_values(context.request.url.query))


def _kind(values: Values) -> str:
    kind = values.get("kind", VOTES)
    if kind not in KINDS:
        raise Invalid(f"a file has {', '.join(KINDS)}")
    return kind


async def _contents(context: AdminContext, upload: Upload, values: Values) -> Response:
    """Return what is in an upload of prompts or images."""
    jobs: UploadJobs = context.request.app.state.upload_jobs
    try:
        found = await jobs.contents(upload)
    except ArenaError as error:
        problem = _for_a_page(error.detail)
        return _page(context, upload, error.status, values=values, problem=problem)
    return _page(context, upload, values=values, query=query_of(values), contents=found)


async def _preview(context: AdminContext, upload: Upload, values: Values) -> Response:
    preview, problem, status = None, "", 200
    try:
        jobs: UploadJobs = context.request.app.state.upload_jobs
        preview = await jobs.preview(context.services.settings, upload, choices_of(values))
        problem = _for_a_page(preview.opened.problem)
    except ArenaError as error:
        problem, status = _for_a_page(error.detail), error.status
    return _page(
        context,
        upload,
        status,
        values=values,
        query=query_of(values),
        preview=preview,
        problem=problem,
        suggestion=suggested(values, preview.opened) if preview else "",
        words=_words(values, preview),
        means=dict(words_of(values)),
    )


def _for_a_page(problem: str) -> str:
    """Return what is wrong with a file without the options of the command line."""
    return _OPTIONS.sub("", problem)


def _words(values: Values, preview: UploadPreview | None) -> tuple[str, ...]:
    """Return the texts that were given a meaning as an outcome, and those that have none yet."""
    if preview is None:
        return tuple(word for word, _ in words_of(values))
    refused = [text for group in preview.refused if group.field == "outcome" for text, _ in group.values]
    return tuple(dict.fromkeys([*(word for word, _ in words_of(values)), *preview.opened.words, *refused]))


@router.post("/{upload_id}")
async def start(context: Context, upload_id: str, data: Form) -> Response:
    """Import an upload as the preview that was confirmed."""
    upload = await _find(context, upload_id)
    values = sent_values(str(data.get("query", "")))
    jobs: UploadJobs = context.request.app.state.upload_jobs
    if upload.kind != VOTES:
        if not values.get("arena"):
            raise Invalid("name an arena: one that exists, or a new one")
        jobs.start_bulk(context.services.settings, upload, values["arena"], context.admin.key_id)
        return to(f"{_PATH}/{upload.id}")
    choices = choices_of(values)
    jobs.start(context.services.settings, upload, choices, context.admin.key_id)
    return to(f"{_PATH}/{upload.id}")


@router.post("/{upload_id}/deletion")
async def delete(context: Context, upload_id: str, data: Form) -> Response:
    """Delete an upload."""
    upload = await _find(context, upload_id)
    question = Question(
        f"Delete {upload.name}?",
        "The uploaded file is deleted. What was imported from it stays.",
        "Delete",
        f"{_PATH}/{upload.id}",
    )
    if asked := unconfirmed(context, data, question):
        return asked
    await asyncio.to_thread(store.delete, upload)
    return to(_PATH)


async def _find(context: AdminContext, upload_id: str) -> Upload:
    return await asyncio.to_thread(store.get, _folder(context), upload_id)


def _folder(context: AdminContext) -> Path:
    return context.services.settings.data_dir


def _page(context: AdminContext, upload: Upload, status: int = 200, **parts: Any) -> Response:
    head = head_of(f"Import {upload.name}", context.request)
    page = ImportPage(head, context.admin, context.token, upload, f"{_PATH}/{upload.id}", **parts)
    return render(context.request, "admin/import.html", page, status)
