"""Prompt categories, the axes their votes count on, and themes. None is ever removed, and no slug changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import insert, select, text, update

from service.db.bulk import Insert
from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import axes, category_axes, prompt_categories, themes
from service.domain.axes import Axis, PromptCategory

_SEPARATOR = ";"

_insert_themes = Insert(themes, ("slug", "name"), "DO NOTHING")
# All arenas share the themes. Two transactions that add several, in different orders, would wait for each
# other. Any number that nothing else in the database locks.
_LOCK_THEMES = text("SELECT pg_advisory_xact_lock(7305128612)")
_add_category_axes = Insert(category_axes, ("stratum_id", "axis_id"))


def find(session: ReadSession, arena_id: int, category: PromptCategory) -> int | None:
    """Return the id of an arena's prompt category, or None if no prompt or vote has had it yet."""
    statement = select(prompt_categories.c.id).where(
        prompt_categories.c.arena_id == arena_id,
        prompt_categories.c.themes == _SEPARATOR.join(category.themes),
        prompt_categories.c.language == category.language,
    )
    found = session.execute(statement).scalar_one_or_none()
    return None if found is None else int(found)


def add(session: WriteSession, arena_id: int, category: PromptCategory) -> int:
    """Insert a prompt category with its new axes and themes, and return its id.

    The arena must be locked, or two processes could add the same axis.
    """
    values = {
        "arena_id": arena_id,
        "themes": _SEPARATOR.join(category.themes),
        "language": category.language,
    }
    new = int(
        session.execute(
            insert(prompt_categories).values(values).returning(prompt_categories.c.id)
        ).scalar_one()
    )
    add_themes(session, {theme: theme for theme in category.themes})
    _add_category_axes(session, [(new, axis_id) for axis_id in _axis_ids(session, arena_id, category.axes())])
    return new


def add_themes(session: WriteSession, names: Mapping[str, str]) -> None:
    """Insert those themes that are new, with their names by slug."""
    known = set(session.execute(select(themes.c.slug).where(themes.c.slug.in_(names))).scalars())
    new = [(slug, names[slug]) for slug in sorted(names.keys() - known)]
    if new:
        lock_themes(session)
    _insert_themes(session, new)


def lock_themes(session: WriteSession) -> None:
    """Have other transactions that add themes wait until this one ends."""
    if session.dialect.name != "sqlite":
        session.execute(_LOCK_THEMES)


def name_themes(session: WriteSession, names: Mapping[str, str]) -> None:
    """Give themes without a name these names, by slug."""
    for slug, name in names.items():
        unnamed = (themes.c.slug == slug, themes.c.name == "")
        session.execute(update(themes).where(*unnamed).values(name=name))


def theme_names(session: ReadSession) -> dict[str, str]:
    """Return the names of all themes by slug, "" where the name is not known."""
    return {row.slug: row.name for row in session.execute(select(themes))}


def _axis_ids(session: WriteSession, arena_id: int, wanted: Sequence[Axis]) -> list[int]:
    """Return the ids of these axes of an arena; add those that it does not have yet."""
    near = select(axes).where(
        axes.c.arena_id == arena_id,
        axes.c.theme.in_({axis.theme for axis in wanted}),
        axes.c.language.in_({axis.language for axis in wanted}),
    )
    known = {Axis(row.theme, row.language): int(row.id) for row in session.execute(near)}
    return [known.get(axis) or _add_axis(session, arena_id, axis) for axis in wanted]


def _add_axis(session: WriteSession, arena_id: int, axis: Axis) -> int:
    values = {"arena_id": arena_id, "theme": axis.theme, "language": axis.language}
    return int(session.execute(insert(axes).values(values).returning(axes.c.id)).scalar_one())


def find_axis(session: ReadSession, arena_id: int, axis: Axis) -> int | None:
    """Return the id of an axis of an arena, or None if it does not exist."""
    statement = select(axes.c.id).where(
        axes.c.arena_id == arena_id, axes.c.theme == axis.theme, axes.c.language == axis.language
    )
    found = session.execute(statement).scalar_one_or_none()
    return None if found is None else int(found)


def overall(session: ReadSession, arena_id: int) -> int:
    """Return the id of an arena's overall axis. Raise NoResultFound if the arena has no prompts yet."""
    mine = (axes.c.arena_id == arena_id, axes.c.theme == "", axes.c.language == "")
    return int(session.execute(select(axes.c.id).where(*mine)).scalar_one())


def axes_of(session: ReadSession, category_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return the ids of the axes that votes of these prompt categories count on, by category id."""
    keys = (category_axes.c.stratum_id, category_axes.c.axis_id)
    statement = select(*keys).where(keys[0].in_(list(category_ids))).order_by(*keys)
    axis_ids: dict[int, tuple[int, ...]] = {}
    for category_id, axis_id in session.execute(statement):
        axis_ids[category_id] = (*axis_ids.get(category_id, ()), axis_id)
    return axis_ids


def of_arena(session: ReadSession, arena_id: int, most: int | None = None) -> dict[int, PromptCategory]:
    """Return every prompt category of an arena by id, or so many of them."""
    statement = select(prompt_categories).where(prompt_categories.c.arena_id == arena_id).limit(most)
    return {row.id: _category(row.themes, row.language) for row in session.execute(statement)}


def _category(names: str, language: str) -> PromptCategory:
    return PromptCategory(tuple(names.split(_SEPARATOR)) if names else (), language)


def of_axis(session: ReadSession, axis_id: int) -> set[int]:
    """Return the ids of the prompt categories whose votes count on an axis."""
    statement = select(category_axes.c.stratum_id).where(category_axes.c.axis_id == axis_id)
    return {row.stratum_id for row in session.execute(statement)}


def axes_of_arena(session: ReadSession, arena_id: int) -> dict[int, Axis]:
    """Return every axis of an arena by id, including those without votes."""
    statement = select(axes).where(axes.c.arena_id == arena_id)
    return {row.id: Axis(row.theme, row.language) for row in session.execute(statement)}
