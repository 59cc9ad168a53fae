"""Gold pairs in the database: chosen, dealt, retired; and what can be dealt to a voter again."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, insert, select, text, update

from service.db.engine import ReadSession, WriteSession
from service.db.rows import fetch
from service.db.tables.catalog import models, prompts
from service.db.tables.gold import gold_pairs
from service.db.tables.voting import images
from service.domain.controls.dealing import ChosenPair, GoldPair
from service.domain.matchups import MatchupState

_GOOD, _BROKEN = images.alias("good"), images.alias("broken")


class RepeatablePair(NamedTuple):
    """A pair that a voter has judged, as it was dealt."""

    prompt_id: int
    category_id: int
    image_left: int
    model_left: int
    box_left: str
    image_right: int
    model_right: int
    box_right: str


class NewPair(NamedTuple):
    """The columns of a gold pair to insert."""

    arena_id: int
    prompt_id: int
    image_good: int
    image_broken: int
    created_at: int


def add(session: WriteSession, pair: NewPair) -> int:
    """Insert a gold pair and return its id. Raise IntegrityError if it was chosen before."""
    statement = insert(gold_pairs).values(pair._asdict()).returning(gold_pairs.c.id)
    return int(session.execute(statement).scalar_one())


def find(session: ReadSession, arena_id: int, good: int, broken: int) -> int | None:
    """Return the id of the gold pair with these images, or None."""
    mine = (gold_pairs.c.arena_id == arena_id, gold_pairs.c.image_good == good)
    statement = select(gold_pairs.c.id).where(*mine, gold_pairs.c.image_broken == broken)
    return session.execute(statement).scalar_one_or_none()


def retire(session: WriteSession, arena_id: int, pair_id: int, at: int | None) -> bool:
    """Retire a gold pair of an arena, or take it back into use without a time; return whether it is there."""
    mine = (gold_pairs.c.arena_id == arena_id, gold_pairs.c.id == pair_id)
    return session.execute(update(gold_pairs).where(*mine).values(retired_at=at)).rowcount == 1


def of_arena(session: ReadSession, arena_id: int) -> list[ChosenPair]:
    """Return the gold pairs of an arena, the newest first."""
    good_model, broken_model = models.alias("good_model"), models.alias("broken_model")
    statement = (
        select(
            gold_pairs.c.id,
            gold_pairs.c.prompt_id,
            prompts.c.text.label("prompt"),
            gold_pairs.c.image_good,
            _GOOD.c.copy.label("copy_good"),
            good_model.c.slug.label("model_good"),
            gold_pairs.c.image_broken,
            _BROKEN.c.copy.label("copy_broken"),
            broken_model.c.slug.label("model_broken"),
            gold_pairs.c.created_at,
            gold_pairs.c.retired_at,
            (_GOOD.c.withdrawn_at.is_not(None) | _BROKEN.c.withdrawn_at.is_not(None)).label("withdrawn"),
        )
        .join(prompts, prompts.c.id == gold_pairs.c.prompt_id)
        .join(_GOOD, _GOOD.c.id == gold_pairs.c.image_good)
        .join(_BROKEN, _BROKEN.c.id == gold_pairs.c.image_broken)
        .join(good_model, good_model.c.id == _GOOD.c.model_id)
        .join(broken_model, broken_model.c.id == _BROKEN.c.model_id)
        .where(gold_pairs.c.arena_id == arena_id)
        .order_by(gold_pairs.c.id.desc())
    )
    return fetch(session, ChosenPair, statement)


def in_use(session: ReadSession, arena_id: int) -> tuple[GoldPair, ...]:
    """Return the gold pairs of an arena that can be dealt: both images are in use, and of two models."""
    statement = (
        select(
            gold_pairs.c.id,
            gold_pairs.c.prompt_id,
            prompts.c.stratum_id.label("category_id"),
            *_image(_GOOD, "good"),
            *_image(_BROKEN, "broken"),
        )
        .join(prompts, prompts.c.id == gold_pairs.c.prompt_id)
        .join(_GOOD, _GOOD.c.id == gold_pairs.c.image_good)
        .join(_BROKEN, _BROKEN.c.id == gold_pairs.c.image_broken)
        .where(gold_pairs.c.arena_id == arena_id, gold_pairs.c.retired_at.is_(None))
        .where(_GOOD.c.withdrawn_at.is_(None), _BROKEN.c.withdrawn_at.is_(None))
        .where(_GOOD.c.model_id != _BROKEN.c.model_id)
        .order_by(gold_pairs.c.id)
    )
    return tuple(fetch(session, GoldPair, statement))


def _image(image: FromClause, name: str) -> list[ColumnElement[object]]:
    return [
        image.c.id.label(f"image_{name}"),
        image.c.model_id.label(f"model_{name}"),
        image.c.box.label(f"box_{name}"),
    ]


_REPEATABLE = text(
    "SELECT m.prompt_id, p.stratum_id AS category_id, m.image_left, m.model_left, l.box AS box_left, "  # noqa: S608
    "m.image_right, m.model_right, r.box AS box_right FROM matchups m "
    "JOIN votes v ON v.arena_id = m.arena_id AND v.position = m.position "
    "JOIN prompts p ON p.id = m.prompt_id "
    "JOIN images l ON l.id = m.image_left AND l.model_id = m.model_left "
    "JOIN images r ON r.id = m.image_right AND r.model_id = m.model_right "
    "JOIN models a ON a.id = m.model_left JOIN models b ON b.id = m.model_right "
    f"WHERE m.voter = :voter AND m.arena_id = :arena AND m.state = {int(MatchupState.VOTED)} "
    "AND m.dealt_at > :since AND m.closed_at < :before AND v.voided_at IS NULL "
    "AND l.withdrawn_at IS NULL AND r.withdrawn_at IS NULL "
    "AND a.retired_at IS NULL AND b.retired_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM matchups o WHERE o.voter = m.voter AND o.prompt_id = m.prompt_id "
    "AND o.id <> m.id AND o.dealt_at > :since AND o.model_left IN (m.model_left, m.model_right) "
    "AND o.model_right IN (m.model_left, m.model_right)) LIMIT :most"
)


def repeatable(
    session: ReadSession, voter: int, arena_id: int, *, since: int, before: int, most: int
) -> list[RepeatablePair]:
    """Return pairs that were dealt to a voter since a time and voted on before another, once, and count."""
    times = {"since": since, "before": before}
    return fetch(session, RepeatablePair, _REPEATABLE, voter=voter, arena=arena_id, most=most, **times)
