"""Images in the database: facts of the originals, and the hashes under which their bytes are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import arenas, models, prompts
from service.db.tables.voting import images, matchups
from service.domain.images import DAMAGED


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
    origin: str
    created_at: int


_COLUMNS = (
    images,
    models.c.slug.label("model"),
    arenas.c.slug.label("arena"),
)


def add(session: WriteSession, image: NewImage) -> int:
    """Insert an image; its id. Raises the database's IntegrityError where it is there already."""
    values = image._asdict()
    values["bytes"] = values.pop("size")
    statement = insert(images).values(values).returning(images.c.id)
    return int(session.execute(statement).scalar_one())


def painted(session: ReadSession, arena_id: int) -> set[tuple[int, int]]:
    """Of which prompts of an arena there are images in use by which models, by their ids."""
    columns = (images.c.prompt_id, images.c.model_id)
    mine = (images.c.arena_id == arena_id, images.c.withdrawn_at.is_(None))
    return {
        (row.prompt_id, row.model_id) for row in session.execute(select(*columns).where(*mine).distinct())
    }


def find(session: ReadSession, prompt_id: int, model_id: int, sha256: bytes) -> Any | None:
    """Return the row of the image with these bytes by a model for a prompt."""
    mine = (images.c.prompt_id == prompt_id, images.c.model_id == model_id, images.c.sha256 == sha256)
    return session.execute(select(images).where(*mine)).one_or_none()


def restore(session: WriteSession, image_id: int, copy: bytes, square: bytes) -> None:
    """Take back the withdrawal of an image, whose copies are these from now on."""
    values = {"copy": copy, "square": square, "withdrawn_at": None, "withdrawn_reason": None}
    session.execute(update(images).where(images.c.id == image_id).values(values))


def get(session: ReadSession, arena_id: int, image_id: int) -> Any | None:
    """Return an image of an arena with the slugs of its arena and model."""
    statement = _select().where(images.c.arena_id == arena_id, images.c.id == image_id)
    return session.execute(statement).one_or_none()


def page(
    session: ReadSession, arena_id: int, after: int, size: int, *, prompt_id: int | None, model: str | None
) -> Sequence[Any]:
    """Return the images of an arena whose ids come after one, oldest first.

    Those of a prompt or model only.
    """
    statement = _select().where(images.c.arena_id == arena_id, images.c.id > after)
    if prompt_id is not None:
        statement = statement.where(images.c.prompt_id == prompt_id)
    if model is not None:
        statement = statement.where(models.c.slug == model)
    return session.execute(statement.order_by(images.c.id).limit(size)).fetchall()


def every(session: ReadSession, after: int, size: int) -> Sequence[Any]:
    """Return the images of all arenas that are not withdrawn and whose ids come after one, oldest first."""
    statement = _select().where(images.c.withdrawn_at.is_(None), images.c.id > after)
    return session.execute(statement.order_by(images.c.id).limit(size)).fetchall()


def count(session: ReadSession) -> int:
    """Return how many images are not withdrawn."""
    statement = select(func.count()).select_from(images).where(images.c.withdrawn_at.is_(None))
    return int(session.execute(statement).scalar_one())


def damaged(session: ReadSession) -> list[int]:
    """Return the ids of the images that are withdrawn as damaged."""
    found = images.c.withdrawn_reason.startswith(DAMAGED, autoescape=True)
    return [row.id for row in session.execute(select(images.c.id).where(found).order_by(images.c.id))]


def _select() -> Any:
    return select(*_COLUMNS).join(models, models.c.id == images.c.model_id).join(arenas)


def withdraw(session: WriteSession, image_id: int, at: int, reason: str) -> bool:
    """Withdraw an image, if it is not withdrawn yet; whether it was not."""
    mine = (images.c.id == image_id, images.c.withdrawn_at.is_(None))
    return (
        session.execute(update(images).where(*mine).values(withdrawn_at=at, withdrawn_reason=reason)).rowcount
        == 1
    )


def give_reason(session: WriteSession, image_id: int, reason: str) -> None:
    """Set the reason for which a withdrawn image is withdrawn."""
    session.execute(update(images).where(images.c.id == image_id).values(withdrawn_reason=reason))


def of_copy(session: ReadSession, copy: bytes) -> list[int]:
    """Return the ids of the images whose pixels are those of the copy with this hash."""
    return [row.id for row in session.execute(select(images.c.id).where(images.c.copy == copy))]


def is_shown(session: ReadSession, copy: bytes) -> bool:
    """Whether a hash is that of a copy: of an image that is not withdrawn, or of a prompt's source image."""
    image = select(images.c.id).where(images.c.copy == copy, images.c.withdrawn_at.is_(None)).limit(1)
    if session.execute(image).first() is not None:
        return True
    source = select(prompts.c.id).where(prompts.c.source_copy == copy).limit(1)
    return session.execute(source).first() is not None


class Face(NamedTuple):
    """What of an image is shown: its box, and the hashes of its copy and of the square one."""

    image_id: int
    box: str
    copy: bytes
    square: bytes


class Faces(NamedTuple):
    """Both sides of a matchup, and when it was dealt."""

    left: Face
    right: Face
    dealt_at: int


def of_matchup(session: ReadSession, matchup_id: int) -> Faces | None:
    """Return both sides of a matchup, None where there is no such matchup."""
    left, right = images.alias("l"), images.alias("r")
    statement = (
        select(matchups.c.dealt_at, *_face(left), *_face(right))
        .join(left, left.c.id == matchups.c.image_left)
        .join(right, right.c.id == matchups.c.image_right)
        .where(matchups.c.id == matchup_id)
    )
    row = session.execute(statement).one_or_none()
    return Faces(Face(*row[1:5]), Face(*row[5:]), row[0]) if row else None


def _face(image: Any) -> tuple[Any, ...]:
    return tuple(image.c[name] for name in ("id", "box", "copy", "square"))
