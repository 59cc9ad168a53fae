"""Prompts in the database. A prompt is its text, themes and language: another of them, another prompt."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update

from service.db.bulk import Lookup
from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import prompt_categories, prompts
from service.domain.axes import PromptCategory

_DIGEST_BYTES = 16
_COLUMNS = (
    prompts.c.id,
    prompts.c.text,
    prompts.c.source_image,
    prompts.c.source_copy,
    prompts.c.created_at,
    prompts.c.stratum_id,
    prompt_categories.c.themes,
    prompt_categories.c.language,
)
_STRATA = Lookup(
    "SELECT p.id, p.stratum_id FROM k JOIN prompts p ON p.id = k.id AND p.arena_id = :arena",
    id="bigint",
)


def digest(text: str, stratum: PromptCategory, source_image: str | None = None) -> bytes:
    """Return what tells one prompt of an arena from another, 16 bytes."""
    parts = (text, ";".join(stratum.themes), stratum.language, source_image or "")
    joined = b"".join(len(raw := part.encode()).to_bytes(8, "big") + raw for part in parts)
    return hashlib.blake2b(joined, digest_size=_DIGEST_BYTES).digest()


def find(session: ReadSession, arena_id: int, digest: bytes) -> int | None:
    """Return the id of the prompt with this digest in an arena."""
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
    """Insert a prompt; its id. Raises the database's IntegrityError where the arena has it already."""
    statement = insert(prompts).values(prompt._asdict()).returning(prompts.c.id)
    return int(session.execute(statement).scalar_one())


def set_source(session: WriteSession, prompt_id: int, copy: bytes, width: int, height: int) -> None:
    """Set the copy of a prompt's source image, and its size in pixels."""
    values = {"source_copy": copy, "source_width": width, "source_height": height}
    session.execute(update(prompts).where(prompts.c.id == prompt_id).values(values))


def sources(session: ReadSession, after: int, size: int) -> Sequence[Any]:
    """The prompts of all arenas that have a source image and whose ids come after one, oldest first."""
    sourced = (prompts.c.source_copy.is_not(None), prompts.c.id > after)
    statement = select(prompts.c.id, prompts.c.source_copy).where(*sourced)
    return session.execute(statement.order_by(prompts.c.id).limit(size)).fetchall()


def strata_of(session: ReadSession, arena_id: int, ids: Sequence[int]) -> dict[int, int]:
    """Return the stratum of each of these prompts; those that are not in the arena are left out."""
    return {row.id: row.stratum_id for row in _STRATA(session, ((i,) for i in ids), arena=arena_id)}


def by_text(session: ReadSession, arena_id: int) -> dict[str, list[int]]:
    """Return the ids of an arena's prompts by their texts, which several may share."""
    found: dict[str, list[int]] = {}
    statement = select(prompts.c.id, prompts.c.text).where(prompts.c.arena_id == arena_id)
    for row in session.execute(statement.order_by(prompts.c.id)):
        found.setdefault(row.text, []).append(row.id)
    return found


def get(session: ReadSession, arena_id: int, prompt_id: int) -> Any | None:
    """Return a prompt of an arena with its themes (joined by ``;``) and language."""
    return session.execute(_select(arena_id).where(prompts.c.id == prompt_id)).one_or_none()


def subject(session: ReadSession, prompt_id: int) -> Any:
    """What voters see of a prompt that is there: text, themes (joined by ``;``), language, source copy."""
    columns = (
        prompts.c.text,
        prompt_categories.c.themes,
        prompt_categories.c.language,
        prompts.c.source_copy,
    )
    return session.execute(select(*columns).join(prompt_categories).where(prompts.c.id == prompt_id)).one()


def page(session: ReadSession, arena_id: int, after: int, size: int) -> Sequence[Any]:
    """Return the prompts of an arena whose ids come after one, oldest first."""
    statement = _select(arena_id).where(prompts.c.id > after).order_by(prompts.c.id).limit(size)
    return session.execute(statement).fetchall()


def _select(arena_id: int) -> Any:
    return select(*_COLUMNS).join(prompt_categories).where(prompts.c.arena_id == arena_id)
