"""Strata, the axes their votes count on, and themes in the database; none is ever changed or removed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select

from service.db.bulk import Insert
from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import axes, category_axes, prompt_categories, themes
from service.domain.axes import Axis, PromptCategory

_SEPARATOR = ";"

_add_themes = Insert(themes, ("slug", "name"), "DO NOTHING")
_add_stratum_axes = Insert(category_axes, ("stratum_id", "axis_id"))


def find(session: ReadSession, arena_id: int, stratum: PromptCategory) -> int | None:
    """Return the id of a stratum of an arena, None where no prompt or vote had it yet."""
    statement = select(prompt_categories.c.id).where(
        prompt_categories.c.arena_id == arena_id,
        prompt_categories.c.themes == _SEPARATOR.join(stratum.themes),
        prompt_categories.c.language == stratum.language,
    )
    found = session.execute(statement).scalar_one_or_none()
    return None if found is None else int(found)


def add(session: WriteSession, arena_id: int, stratum: PromptCategory) -> int:
    """Insert a stratum and those of its axes and themes that are new; the id.

    The arena must be locked: two processes could otherwise add the same axis.
    """
    values = {
        "arena_id": arena_id,
        "themes": _SEPARATOR.join(stratum.themes),
        "language": stratum.language,
    }
    new = int(
        session.execute(
            insert(prompt_categories).values(values).returning(prompt_categories.c.id)
        ).scalar_one()
    )
    # Themes are shared by all arenas: another process may be adding the same one just now.
    _add_themes(session, [(theme, theme) for theme in stratum.themes])
    ids = [_axis(session, arena_id, axis) for axis in stratum.axes()]
    _add_stratum_axes(session, [(new, axis_id) for axis_id in ids])
    return new


def _axis(session: WriteSession, arena_id: int, axis: Axis) -> int:
    found = find_axis(session, arena_id, axis)
    if found is not None:
        return found
    values = {"arena_id": arena_id, "theme": axis.theme, "language": axis.language}
    return int(session.execute(insert(axes).values(values).returning(axes.c.id)).scalar_one())


def find_axis(session: ReadSession, arena_id: int, axis: Axis) -> int | None:
    """Return the id of an axis of an arena, None where nothing was ever on it."""
    statement = select(axes.c.id).where(
        axes.c.arena_id == arena_id, axes.c.theme == axis.theme, axes.c.language == axis.language
    )
    found = session.execute(statement).scalar_one_or_none()
    return None if found is None else int(found)


def overall(session: ReadSession, arena_id: int) -> int:
    """Return the id of the axis that every stratum of an arena counts on; the arena must have one."""
    mine = (axes.c.arena_id == arena_id, axes.c.theme == "", axes.c.language == "")
    return int(session.execute(select(axes.c.id).where(*mine)).scalar_one())


def axes_of(session: ReadSession, stratum_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return the ids of the axes on which votes of these strata count, in the order of their ids."""
    columns = (category_axes.c.stratum_id, category_axes.c.axis_id)
    statement = select(*columns).where(columns[0].in_(list(stratum_ids))).order_by(*columns)
    found: dict[int, tuple[int, ...]] = {}
    for stratum_id, axis_id in session.execute(statement):
        found[stratum_id] = (*found.get(stratum_id, ()), axis_id)
    return found


def of_arena(session: ReadSession, arena_id: int) -> dict[int, PromptCategory]:
    """Return every stratum of an arena by its id."""
    statement = select(prompt_categories).where(prompt_categories.c.arena_id == arena_id)
    return {row.id: _stratum(row.themes, row.language) for row in session.execute(statement)}


def _stratum(names: str, language: str) -> PromptCategory:
    return PromptCategory(tuple(names.split(_SEPARATOR)) if names else (), language)


def of_axis(session: ReadSession, axis_id: int) -> set[int]:
    """Return the ids of the strata whose votes count on an axis."""
    statement = select(category_axes.c.stratum_id).where(category_axes.c.axis_id == axis_id)
    return {row.stratum_id for row in session.execute(statement)}


def axes_of_arena(session: ReadSession, arena_id: int) -> dict[int, Axis]:
    """Return every axis of an arena by its id, also those without votes."""
    statement = select(axes).where(axes.c.arena_id == arena_id)
    return {row.id: Axis(row.theme, row.language) for row in session.execute(statement)}
