"""Images in the database: facts about the originals, and the hashes that their bytes are stored under."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, func, insert, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.catalog import arenas, models, prompts
from service.db.tables.voting import images, matchups
from service.domain.images import DAMAGED


class BlindHashes(NamedTuple):
    """The hashes of an image's variants, which voters get before the vote, named as their columns."""

    blind: bytes
    blind_square: bytes
    blind_small: bytes
    blind_small_square: bytes


class NewImage(NamedTuple):
    """The columns of an image to insert."""

    arena_id: int
    prompt_id: int
    model_id: int
    sha256: bytes
    format: str
    width: int
    height: int
    size: int
    box: str
    copy: bytes
    square: bytes
    blind: BlindHashes
    origin: str
    created_at: int


class ImageRow(NamedTuple):
    """An image as stored, with its size in bytes and the slugs of its model and arena."""

    id: int
    arena_id: int
    prompt_id: int
    model_id: int
    sha256: bytes
    format: str
    width: int
    height: int
    box: str
    copy: bytes
    square: bytes
    origin: str
    created_at: int
    withdrawn_at: int | None
    withdrawn_reason: str | None
    blind: bytes | None
    blind_square: bytes | None
    blind_small: bytes | None
    blind_small_square: bytes | None
    size: int
    model: str
    arena: str


_SELECT = (
    select(*columns(images, ImageRow, "size", "model", "arena"), images.c.bytes, models.c.slug, arenas.c.slug)
    .join(models, models.c.id == images.c.model_id)
    .join(arenas, arenas.c.id == images.c.arena_id)
)
_DAMAGED = images.c.withdrawn_reason.startswith(DAMAGED, autoescape=True)


def add(session: WriteSession, image: NewImage) -> int:
    """Insert an image and return its id. Raise IntegrityError if it is already stored."""
    values = image._asdict()
    values["bytes"] = values.pop("size")
    values |= values.pop("blind")._asdict()
    statement = insert(images).values(values).returning(images.c.id)
    return int(session.execute(statement).scalar_one())


def prompts_and_models(session: ReadSession, arena_id: int) -> set[tuple[int, int]]:
    """Return the pairs of prompt id and model id for which an arena has an image in use."""
    statement = select(images.c.prompt_id, images.c.model_id).where(
        images.c.arena_id == arena_id, images.c.withdrawn_at.is_(None)
    )
    return {(row.prompt_id, row.model_id) for row in session.execute(statement.distinct())}


def find(session: ReadSession, prompt_id: int, model_id: int, sha256: bytes) -> ImageRow | None:
    """Return the image with these bytes by a model for a prompt, or None."""
    mine = (images.c.prompt_id == prompt_id, images.c.model_id == model_id, images.c.sha256 == sha256)
    return fetch_one(session, ImageRow, _SELECT.where(*mine))


def restore(session: WriteSession, image_id: int, copy: bytes, square: bytes, blind: BlindHashes) -> None:
    """Put a withdrawn image back in use, with these copies and variants."""
    values = {
        "copy": copy,
        "square": square,
        **blind._asdict(),
        "withdrawn_at": None,
        "withdrawn_reason": None,
    }
    session.execute(update(images).where(images.c.id == image_id).values(values))


class BareImage(NamedTuple):
    """An image that lacks variants, and the hash of its original."""

    id: int
    sha256: bytes


def without_variants(session: ReadSession, after: int, size: int) -> list[BareImage]:
    """Return a page of the images in use that lack variants, the newest first, those below an id."""
    statement = select(*columns(images, BareImage)).where(
        images.c.blind_small.is_(None), images.c.withdrawn_at.is_(None), images.c.id < after
    )
    return fetch(session, BareImage, statement.order_by(images.c.id.desc()).limit(size))


def lacks_variants(session: ReadSession, image_id: int) -> bool:
    """Return whether an image lacks variants."""
    statement = select(images.c.id).where(images.c.id == image_id, images.c.blind_small.is_(None))
    return session.execute(statement).first() is not None


def count_without_variants(session: ReadSession) -> int:
    """Return the number of images in use that lack variants."""
    statement = select(func.count()).select_from(images)
    bare = statement.where(images.c.blind_small.is_(None), images.c.withdrawn_at.is_(None))
    return int(session.execute(bare).scalar_one())


def add_variants(session: WriteSession, image_id: int, blind: BlindHashes) -> bool:
    """Give an image its variants, and return whether it lacked some."""
    bare = (images.c.id == image_id, images.c.blind_small.is_(None))
    return session.execute(update(images).where(*bare).values(blind._asdict())).rowcount == 1


def get(session: ReadSession, arena_id: int, image_id: int) -> ImageRow | None:
    """Return an image of an arena, or None."""
    statement = _SELECT.where(images.c.arena_id == arena_id, images.c.id == image_id)
    return fetch_one(session, ImageRow, statement)


def page(
    session: ReadSession, arena_id: int, after: int, size: int, *, prompt_id: int | None, model: str | None
) -> list[ImageRow]:
    """Return a page of an arena's images, oldest first, optionally of one prompt or one model."""
    statement = _SELECT.where(images.c.arena_id == arena_id, images.c.id > after)
    if prompt_id is not None:
        statement = statement.where(images.c.prompt_id == prompt_id)
    if model is not None:
        statement = statement.where(models.c.slug == model)
    return fetch(session, ImageRow, statement.order_by(images.c.id).limit(size))


def every(session: ReadSession, after: int, size: int) -> list[ImageRow]:
    """Return a page of the images in use of all arenas, oldest first."""
    statement = _SELECT.where(images.c.withdrawn_at.is_(None), images.c.id > after)
    return fetch(session, ImageRow, statement.order_by(images.c.id).limit(size))


def count(session: ReadSession) -> int:
    """Return the number of images in use."""
    statement = select(func.count()).select_from(images).where(images.c.withdrawn_at.is_(None))
    return int(session.execute(statement).scalar_one())


def damaged(session: ReadSession, after: int, size: int) -> list[ImageRow]:
    """Return a page of the images that were withdrawn because they are damaged, oldest first."""
    statement = _SELECT.where(_DAMAGED, images.c.id > after)
    return fetch(session, ImageRow, statement.order_by(images.c.id).limit(size))


def withdraw(session: WriteSession, image_id: int, at: int, reason: str) -> bool:
    """Withdraw an image and return whether it was in use until now."""
    mine = (images.c.id == image_id, images.c.withdrawn_at.is_(None))
    return (
        session.execute(update(images).where(*mine).values(withdrawn_at=at, withdrawn_reason=reason)).rowcount
        == 1
    )


def reinstate(session: WriteSession, image_id: int) -> bool:
    """Put an image that was withdrawn as damaged back in use; return whether it was one."""
    values = {"withdrawn_at": None, "withdrawn_reason": None}
    statement = update(images).where(images.c.id == image_id, _DAMAGED).values(values)
    return session.execute(statement).rowcount == 1


def give_reason(session: WriteSession, image_id: int, reason: str) -> None:
    """Change the reason why an image was withdrawn."""
    session.execute(update(images).where(images.c.id == image_id).values(withdrawn_reason=reason))


def of_copy(session: ReadSession, copy: bytes) -> list[int]:
    """Return the ids of the images whose copy has this hash."""
    return [row.id for row in session.execute(select(images.c.id).where(images.c.copy == copy))]


def others_of(session: ReadSession, copy: bytes) -> list[bytes]:
    """Return the hashes of what else was made of a copy's images: the square copy, and what voters get."""
    others = [images.c[name] for name in ("square", *BlindHashes._fields)]
    rows = session.execute(select(*others).where(images.c.copy == copy))
    return [digest for row in rows for digest in row if digest is not None]


def is_public(session: ReadSession, copy: bytes) -> bool:
    """Return whether a hash is that of a copy of an image in use or of a prompt's source image."""
    image = select(images.c.id).where(images.c.copy == copy, images.c.withdrawn_at.is_(None)).limit(1)
    if session.execute(image).first() is not None:
        return True
    source = select(prompts.c.id).where(prompts.c.source_copy == copy).limit(1)
    return session.execute(source).first() is not None


class Face(NamedTuple):
    """What voters see of an image: its box, and the hashes of its copy, its square copy and its variants."""

    image_id: int
    box: str
    copy: bytes
    square: bytes
    blind: bytes | None = None
    blind_square: bytes | None = None
    blind_small: bytes | None = None
    blind_small_square: bytes | None = None

    @property
    def digests(self) -> set[bytes]:
        """All of these hashes."""
        return {one for one in self[2:] if isinstance(one, bytes)}


class Faces(NamedTuple):
    """Both images of a matchup, and when it was dealt."""

    left: Face
    right: Face
    dealt_at: int


def of_matchup(session: ReadSession, matchup_id: int) -> Faces | None:
    """Return both images of a matchup, or None."""
    left, right = images.alias("l"), images.alias("r")
    statement = (
        select(matchups.c.dealt_at, *_face(left), *_face(right))
        .join(left, left.c.id == matchups.c.image_left)
        .join(right, right.c.id == matchups.c.image_right)
        .where(matchups.c.id == matchup_id)
    )
    row = session.execute(statement).one_or_none()
    half = 1 + len(Face._fields)
    return Faces(Face(*row[1:half]), Face(*row[half:]), row[0]) if row else None


def _face(image: FromClause) -> list[ColumnElement[object]]:
    return [image.c[name] for name in ("id", *Face._fields[1:])]
