"""Prompts in the database. Two prompts differ if their text, themes, language or source image differ."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import insert, select, update

from service.db.bulk import Lookup
from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.catalog import prompt_categories, prompts
from service.domain.axes import PromptCategory

_DIGEST_BYTES = 16


class PromptRow(NamedTuple):
    """A prompt as stored, with its themes (joined by ``;``) and its language."""

    id: int
    text: str
    source_image: str | None
    source_copy: bytes | None
    created_at: int
    stratum_id: int
    themes: str
    language: str


class SubjectRow(NamedTuple):
    """What voters see of a prompt: text, themes (joined by ``;``), language and source image."""

    text: str
    themes: str
    language: str
    source_copy: bytes | None


class SourceRow(NamedTuple):
    """A prompt's source image."""

    id: int
    source_copy: bytes


class DigestRow(NamedTuple):
    """What identifies a prompt within its arena, and its category."""

    id: int
    stratum_id: int
    digest: bytes


class _Category(NamedTuple):
    id: int
    stratum_id: int


_SELECT = select(
    *columns(prompts, PromptRow, "themes", "language"),
    *(prompt_categories.c.themes, prompt_categories.c.language),
).join(prompt_categories)
_CATEGORIES = Lookup(
    _Category._make,
    "SELECT p.id, p.stratum_id FROM k JOIN prompts p ON p.id = k.id AND p.arena_id = :arena",
    id="bigint",
)


def digest(text: str, category: PromptCategory, source_image: str | None = None) -> bytes:
    """Return the 16 bytes that identify a prompt within its arena."""
    parts = (text, ";".join(category.themes), category.language, source_image or "")
    joined = b"".join(len(raw := part.encode()).to_bytes(8, "big") + raw for part in parts)
    return hashlib.blake2b(joined, digest_size=_DIGEST_BYTES).digest()


def find(session: ReadSession, arena_id: int, digest: bytes) -> int | None:
    """Return the id of the arena's prompt with this digest, or None."""
    statement = select(prompts.c.id).where(prompts.c.arena_id == arena_id, prompts.c.digest == digest)
    found = session.execute(statement).scalar_one_or_none()
    return None if found is None else int(found)


class NewPrompt(NamedTuple):
    """The columns of a prompt to insert."""

    arena_id: int
    stratum_id: int
    text: str
    digest: bytes
    created_at: int
    source_image: str | None = None


def add(session: WriteSession, prompt: NewPrompt) -> int:
    """Insert a prompt and return its id. Raise IntegrityError if the arena already has it."""
    statement = insert(prompts).values(prompt._asdict()).returning(prompts.c.id)
    return int(session.execute(statement).scalar_one())


def set_source(session: WriteSession, prompt_id: int, copy: bytes, width: int, height: int) -> None:
    """Set the copy of a prompt's source image and its size in pixels."""
    values = {"source_copy": copy, "source_width": width, "source_height": height}
    session.execute(update(prompts).where(prompts.c.id == prompt_id).values(values))


def sources(session: ReadSession, after: int, size: int) -> list[SourceRow]:
    """Return a page of the source images of all arenas' prompts, oldest first."""
    sourced = (prompts.c.source_copy.is_not(None), prompts.c.id > after)
    statement = select(*columns(prompts, SourceRow)).where(*sourced)
    return fetch(session, SourceRow, statement.order_by(prompts.c.id).limit(size))


def categories_of(session: ReadSession, arena_id: int, ids: Sequence[int]) -> dict[int, int]:
    """Return the category ids of an arena's prompts by prompt id. Ignore prompts of other arenas."""
    return dict(_CATEGORIES(session, ((i,) for i in ids), arena=arena_id))


def by_text(session: ReadSession, arena_id: int) -> dict[str, list[int]]:
    """Return the ids of an arena's prompts by text. Several prompts may share a text."""
    found: dict[str, list[int]] = {}
    statement = select(prompts.c.id, prompts.c.text).where(prompts.c.arena_id == arena_id)
    for row in session.execute(statement.order_by(prompts.c.id)):
        found.setdefault(row.text, []).append(row.id)
    return found


def get(session: ReadSession, arena_id: int, prompt_id: int) -> PromptRow | None:
    """Return a prompt of an arena, or None."""
    statement = _SELECT.where(prompts.c.arena_id == arena_id, prompts.c.id == prompt_id)
    return fetch_one(session, PromptRow, statement)


def subject(session: ReadSession, prompt_id: int) -> SubjectRow:
    """Return what voters see of a prompt. Raise NoResultFound if it does not exist."""
    category = (prompt_categories.c.themes, prompt_categories.c.language)
    statement = select(prompts.c.text, *category, prompts.c.source_copy).join(prompt_categories)
    return SubjectRow._make(session.execute(statement.where(prompts.c.id == prompt_id)).one())


def page(session: ReadSession, arena_id: int, after: int, size: int) -> list[PromptRow]:
    """Return a page of an arena's prompts, oldest first."""
    statement = _SELECT.where(prompts.c.arena_id == arena_id, prompts.c.id > after)
    return fetch(session, PromptRow, statement.order_by(prompts.c.id).limit(size))


def digests(session: ReadSession, arena_id: int, after: int = 0, until: int | None = None) -> list[DigestRow]:
    """Return the digests of an arena's prompts after an id, created up to a time, by id."""
    # Few prompts are newer than a known one. SQLite would rather read all of the arena's, by their index.
    owner = prompts.c.arena_id + 0 if after else prompts.c.arena_id
    statement = select(*columns(prompts, DigestRow)).where(owner == arena_id, prompts.c.id > after)
    statement = statement.order_by(prompts.c.id)
    if until is not None:
        statement = statement.where(prompts.c.created_at <= until)
    return fetch(session, DigestRow, statement)
