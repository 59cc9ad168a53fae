"""Merging and renaming models: what a wrong name did to a log is mended, and the ratings are folded again.

Merging changes rows of the log, under an entry of the audit log: each vote gets the models that it would have
had with the right names. The former slug leads to the model from then on, and is never free again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.arena.access import audit
from service.arena.catalog import models as model_cases
from service.arena.catalog.models import ModelFields
from service.arena.progress import Progress, silent
from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import annotations as stored_annotations
from service.db.queries import arenas, models
from service.db.queries.models import ModelRow
from service.db.queries.names import merges
from service.db.queries.names.merges import Sides
from service.domain import clock
from service.domain.catalog import Model
from service.errors import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class MergedArena:
    """An arena in which a model had votes: how many, and how many of them become void.

    A vote becomes void if it compared the two models.
    """

    arena: str
    votes: int
    voided: int


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge of one model into another: the arenas that change, and how many rows of other kinds."""

    model: str
    into: str
    arenas: list[MergedArena] = field(default_factory=list)
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rename:
    """A model's slug and name before and after it was renamed."""

    slug: str
    name: str
    new_slug: str
    new_name: str


def preview_merge(session: ReadSession, slug: str, into: str) -> Merge:
    """Return what merging a model into another one changes.

    Raise NotFound, and Invalid if both slugs are those of one model.
    """
    old, new = _two(session, slug, into)
    slugs = {arena.id: arena.slug for arena in arenas.every(session)}
    changed = [
        MergedArena(slugs[one.arena_id], one.votes, one.both)
        for one in merges.votes_on(session, old.id, new.id)
    ]
    return Merge(
        old.slug, new.slug, sorted(changed, key=lambda one: one.arena), merges.counts(session, old.id)
    )


def merge(session: WriteSession, slug: str, into: str, progress: Progress = silent) -> Merge:
    """Make a model's votes, images and everything else another model's, and refold all arenas that change.

    Ratings, head-to-head counts and history are those of a log that had the right name from the start, to
    the bit. Votes that compared the two models are voided. Raise as `preview_merge`.
    """
    touch_catalog(session)
    locked = locked_arenas(session, [arena.id for arena in arenas.every(session)])
    old, new = _two(session, slug, into)
    merges.lock(session, (old.id, new.id))
    planned = preview_merge(session, slug, into)
    merges.bring_back(session, locked, old.id, new.id)
    _move(session, old, new)
    changed = {one.arena for one in planned.arenas}
    for arena in locked.values():
        if arena.slug in changed:
            recount.recount(session, arena, progress)
    stored_annotations.add(
        session, clock.now(), f"{old.name} ({old.slug}) was merged into it", model_id=new.id
    )
    audit.note(session, None, "merge", f"model {old.slug}", _detail(planned))
    return planned


def rename(session: WriteSession, slug: str, new_slug: str, name: str | None = None) -> Rename:
    """Give a model another slug, another name, or both; return both of before and after.

    The former slug leads to the model, and to no other one. Raise NotFound, Invalid for a bad slug, and
    Conflict for one that another model has or had.
    """
    touch_catalog(session)
    before = model_cases.find(session, slug)
    if new_slug != before.slug:
        _check_free(session, before, new_slug)
        models.give_slug(session, before.id, before.slug, new_slug)
    after = _renamed(session, new_slug, name)
    done = Rename(before.slug, before.name, after.slug, after.name)
    audit.note(session, None, "rename", f"model {before.slug}", f"now {after.slug}, {after.name}")
    return done


def preview_rename(session: ReadSession, slug: str, new_slug: str, name: str | None = None) -> Rename:
    """Return what `rename` would do, and raise as it would."""
    before = model_cases.find(session, slug)
    if new_slug != before.slug:
        _check_free(session, before, new_slug)
    return Rename(before.slug, before.name, new_slug, name or before.name)


def _renamed(session: WriteSession, slug: str, name: str | None) -> Model:
    fields: ModelFields = {} if name is None else {"name": name}
    return model_cases.change(session, slug, fields)


def _check_free(session: ReadSession, model: ModelRow, slug: str) -> None:
    """Raise Conflict if another model has or had the slug, and Invalid if it is none.

    A model may have a slug again that it had before.
    """
    holder = models.get(session, slug)
    if holder is not None and holder.id != model.id:
        was = "is the slug" if holder.slug == slug else "was the slug"
        raise Conflict(f"{slug!r} {was} of the model {holder.slug!r}; choose another one, or merge the two")
    model_cases.check_slug_of(session, slug, model.id)


def _two(session: ReadSession, slug: str, into: str) -> tuple[ModelRow, ModelRow]:
    old, new = model_cases.find(session, slug), model_cases.find(session, into)
    if old.id == new.id:
        raise Invalid(f"{slug!r} and {into!r} are the same model")
    return old, new


def _move(session: WriteSession, old: ModelRow, new: ModelRow) -> None:
    now = clock.now()
    reason = f"it compared {old.slug} and {new.slug}, which are one model"
    sides = Sides(old.id, new.id, merges.bury(session, old.id, new.id, now))
    merges.move_votes(session, sides, now, reason)
    merges.move_images(session, sides, now, f"{new.slug} has the same image")
    merges.move_matchups(session, sides, now)
    merges.move_offers(session, sides)
    merges.move_flags(session, sides)
    merges.move_rest(session, sides)
    merges.remove(session, old.id)


def _detail(planned: Merge) -> str:
    parts = [f"{one.arena}: {one.votes} votes, {one.voided} voided" for one in planned.arenas]
    return f"into {planned.into}; {'; '.join(parts) or 'no votes'}"
