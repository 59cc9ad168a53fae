"""What a merge of two models changes in the database, table by table.

The log's rows are changed, which nothing else does: afterwards a vote has the models that it would have if it
had come with the right names.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import add
from typing import NamedTuple

import polars as pl
from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, insert, literal, or_, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.queries.log import dropped, dropping, rankings
from service.db.tables.access import api_keys
from service.db.tables.catalog import marks, model_aliases, models, offers
from service.db.tables.flags import flags
from service.db.tables.generations import generations, used_models
from service.db.tables.votes import votes
from service.db.tables.voting import images, matchups
from service.db.tables.webhooks import notices
from service.domain.matchups import MatchupState
from service.domain.votes import Exclusion

# A vote that is held counts again once it is released.
_MAY_COUNT = or_(votes.c.voided_at.is_(None), votes.c.exclusion == int(Exclusion.HELD))
_KEPT = ("id", "slug", "merged_into", "former_id", "retired_at")
_OFFERED = [column.name for column in offers.columns if column.name not in {"id", "model_id", "created_at"}]


class ArenaVotes(NamedTuple):
    """How many votes of an arena are on a model, and how many of those are on it and another one."""

    arena_id: int
    votes: int
    both: int


class Sides(NamedTuple):
    """The model that goes, the one it becomes, and the record that is left of it."""

    old: int
    new: int
    record: int


def votes_on(session: ReadSession, old: int, new: int) -> list[ArenaVotes]:
    """Return the arenas with votes on the old model. Reads the logs: no index starts with a model."""
    both = func.count().filter(_meets(old, new), _MAY_COUNT)
    mine = or_(_one(votes, old), rankings.with_model(old).exists())
    statement = select(votes.c.arena_id, func.count(), both).where(mine)
    found = {row[0]: ArenaVotes._make(row) for row in session.execute(statement.group_by(votes.c.arena_id))}
    for arena_id in dropped.arenas(session):
        for frame in dropped.frames(session, arena_id):
            known = found.get(arena_id, ArenaVotes(arena_id, 0, 0))
            more = frame.select(_on_one(old).sum().alias("one"), _on_both(old, new).sum().alias("both")).row(
                0
            )
            found[arena_id] = ArenaVotes(arena_id, *map(add, known[1:], more))
    return [one for one in found.values() if one.votes]


def _on_one(model: int) -> pl.Expr:
    """Return whether a dropped vote is on a model."""
    return (pl.col("model_left") == model) | (pl.col("model_right") == model)


def _on_both(old: int, new: int) -> pl.Expr:
    """Return whether a dropped vote compares two models."""
    return _on_one(old) & _on_one(new)


def bring_back(session: WriteSession, arena_ids: Iterable[int], old: int, new: int) -> None:
    """Put the dropped votes of these arenas that compare two models back, to be voided as one model's."""
    for arena_id in arena_ids:
        both = [frame.filter(_on_both(old, new))["position"] for frame in dropped.frames(session, arena_id)]
        for positions in both:
            dropping.bring_back(session, arena_id, positions)


def counts(session: ReadSession, old: int) -> dict[str, int]:
    """Return how many rows of other kinds belong to a model."""
    parts = {"images": images, "offers": offers, "generations": generations}
    found = {name: _count(session, table, table.c.model_id == old) for name, table in parts.items()}
    return {**found, "matchups": _count(session, matchups, _one(matchups, old))}


def _count(session: ReadSession, table: Table, where: ColumnElement[bool]) -> int:
    return int(session.execute(select(func.count()).select_from(table).where(where)).scalar_one())


def lock(session: WriteSession, ids: tuple[int, int]) -> None:
    """Keep others from adding anything to the models until the transaction ends."""
    session.execute(select(models.c.id).where(models.c.id.in_(ids)).order_by(models.c.id).with_for_update())


def bury(session: WriteSession, old: int, new: int, at: int) -> int:
    """Give the old model's row another id, under which nothing is added, and return that id.

    The slug leads to the new model from now on. The former id stays as a row without a usable slug until
    everything was moved away from it: `remove` deletes it.
    """
    slug = session.execute(select(models.c.slug).where(models.c.id == old)).scalar_one()
    session.execute(update(models).where(models.c.id == old).values(slug=f"/{old}"))
    rest = [column.name for column in models.columns if column.name not in _KEPT]
    values = {"slug": literal(slug), "merged_into": literal(new), "former_id": literal(old)}
    retired = func.coalesce(models.c.retired_at, at)
    row = select(*values.values(), retired, *(models.c[name] for name in rest)).where(models.c.id == old)
    session.execute(insert(models).from_select([*values, "retired_at", *rest], row))
    session.execute(update(models).where(models.c.merged_into == old).values(merged_into=new))
    session.execute(update(model_aliases).where(model_aliases.c.model_id == old).values(model_id=new))
    session.execute(insert(model_aliases).values(slug=slug, model_id=new))
    return int(session.execute(select(models.c.id).where(models.c.former_id == old)).scalar_one())


def remove(session: WriteSession, old: int) -> None:
    """Delete a model that nothing refers to any more. Raise IntegrityError if something does."""
    session.execute(delete(models).where(models.c.id == old))


def move_votes(session: WriteSession, sides: Sides, at: int, reason: str) -> None:
    """Give the votes on the old model to the new one.

    A vote on both is void, and stays one on the old model's record: no model is compared with itself.
    """
    both = (_meets(sides.old, sides.new), _MAY_COUNT)
    void = {"voided_at": at, "void_reason": reason, "exclusion": int(Exclusion.MERGED)}
    session.execute(update(votes).where(*both).values(void))
    _move_sides(session, votes, sides)
    rankings.replace_model(session, sides.old, sides.new, sides.record)


def _meets(old: int, new: int) -> ColumnElement[bool]:
    """Return whether a vote compares two models, as its sides or within a ranking."""
    ranked = and_(rankings.with_model(old).exists(), rankings.with_model(new).exists())
    return or_(_both(votes, old, new), ranked)


def _move_sides(session: WriteSession, table: Table, sides: Sides) -> None:
    for name in ("model_left", "model_right"):
        mine = table.c[name] == sides.old
        both = and_(mine, _both(table, sides.old, sides.new))
        session.execute(update(table).where(both).values({name: sides.record}))
        session.execute(update(table).where(mine).values({name: sides.new}))


def move_matchups(session: WriteSession, sides: Sides, now: int) -> None:
    """Give matchups to the new model; close open ones of both models, or with an image that both have."""
    twice = select(images.c.id).where(images.c.model_id == sides.record)
    lost = or_(
        _both(matchups, sides.old, sides.new),
        matchups.c.image_left.in_(twice),
        matchups.c.image_right.in_(twice),
    )
    ended = {"state": int(MatchupState.EXPIRED), "closed_at": now}
    session.execute(update(matchups).where(matchups.c.state == int(MatchupState.OPEN), lost).values(ended))
    _move_sides(session, matchups, sides)


def move_images(session: WriteSession, sides: Sides, at: int, reason: str) -> None:
    """Give the images to the new model; what it has already stays with the old record, withdrawn."""
    other = images.alias()
    same = (other.c.prompt_id == images.c.prompt_id, other.c.sha256 == images.c.sha256)
    twice = exists().where(other.c.model_id == sides.new, *same).correlate(images)
    mine = images.c.model_id == sides.old
    withdrawn = {
        "withdrawn_at": func.coalesce(images.c.withdrawn_at, at),
        "withdrawn_reason": func.coalesce(images.c.withdrawn_reason, reason),
    }
    session.execute(update(images).where(mine, twice).values(model_id=sides.record, **withdrawn))
    session.execute(update(images).where(mine).values(model_id=sides.new))


def move_offers(session: WriteSession, sides: Sides) -> None:
    """Give the offers to the new model, less those that it has already."""
    other = offers.alias()
    same = [other.c[name].is_not_distinct_from(offers.c[name]) for name in _OFFERED]
    twice = exists().where(other.c.model_id == sides.new, *same).correlate(offers)
    session.execute(delete(offers).where(offers.c.model_id == sides.old, twice))
    session.execute(update(offers).where(offers.c.model_id == sides.old).values(model_id=sides.new))


def move_flags(session: WriteSession, sides: Sides) -> None:
    """Give the flags about votes on the old model to the new one, less those of which it has the like."""
    other = flags.alias()
    same = [other.c[name] == flags.c[name] for name in ("arena_id", "kind", "scope", "subject")]
    twice = exists().where(other.c.model_id == sides.new, *same).correlate(flags)
    mine = flags.c.model_id == sides.old
    session.execute(update(flags).where(mine, twice).values(model_id=sides.record))
    session.execute(update(flags).where(mine).values(model_id=sides.new))


def move_rest(session: WriteSession, sides: Sides) -> None:
    """Give generations, annotations, notices, and the keys that made its images to the new model."""
    for table in (generations, marks, notices):
        session.execute(update(table).where(table.c.model_id == sides.old).values(model_id=sides.new))
    creator = select(models.c.created_by).where(models.c.id == sides.old)
    used = select(used_models.c.key_id).where(used_models.c.model_id == sides.old)
    known = select(used_models.c.key_id).where(used_models.c.model_id == sides.new)
    keys = select(api_keys.c.id, literal(sides.new)).where(
        or_(api_keys.c.id.in_(creator), api_keys.c.id.in_(used)), api_keys.c.id.not_in(known)
    )
    session.execute(insert(used_models).from_select(["key_id", "model_id"], keys))
    session.execute(delete(used_models).where(used_models.c.model_id == sides.old))


def _one(table: Table, model: int) -> ColumnElement[bool]:
    return or_(table.c.model_left == model, table.c.model_right == model)


def _both(table: Table, one: int, other: int) -> ColumnElement[bool]:
    left, right = table.c.model_left, table.c.model_right
    return or_(and_(left == one, right == other), and_(left == other, right == one))
