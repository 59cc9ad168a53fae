"""Which theme a name means, and the slugs of new themes: as for models, see `service.domain.names`."""

from __future__ import annotations

from collections.abc import Iterable

from service.db.engine import ReadSession, WriteSession
from service.db.queries import prompt_categories
from service.domain.axes import PromptCategory
from service.domain.names import answers_to, key, natural_slug, new_slugs
from service.domain.slugs import is_slug


class ThemeNames:
    """The themes that names mean, as they are in the database when this is made.

    A name means the theme of this slug, else the theme of this name, else the theme that would get the same
    slug and whose name is not known.
    """

    def __init__(self, session: ReadSession) -> None:
        self._names = prompt_categories.theme_names(session)
        self._named = {key(name): slug for slug, name in sorted(self._names.items(), reverse=True) if name}

    @property
    def names(self) -> list[str]:
        """The names of all themes."""
        return [name or slug for slug, name in self._names.items()]

    def find(self, theme: str) -> str | None:
        """Return the slug of the theme that a name means, None for a new theme."""
        theme = theme.strip()
        for slug in (theme, key(theme)):
            if slug in self._names and answers_to(self._names[slug], slug, theme):
                return slug
        natural = natural_slug(theme)
        unnamed = natural if self._names.get(natural) == "" else None
        return self._named.get(key(theme), unnamed)

    def slugged(self, category: PromptCategory) -> PromptCategory | None:
        """Return the category with the slugs of its themes, None if one of them is new."""
        slugs = [self.find(theme) for theme in category.themes]
        known = [slug for slug in slugs if slug is not None]
        return PromptCategory.of(known, category.language) if len(known) == len(slugs) else None

    def new_slugs(self, themes: Iterable[str]) -> dict[str, str]:
        """Return the slugs that the new ones of these themes get, and their names by these slugs."""
        new = [theme.strip() for theme in themes if self.find(theme) is None]
        slugs = new_slugs(new, self._names.__contains__)
        return {slugs[key(theme)]: theme for theme in reversed(new)}

    def unnamed(self, themes: Iterable[str]) -> dict[str, str]:
        """Return the slugs of those of these themes whose name was not known, and now is."""
        found = {self.find(theme): theme.strip() for theme in themes if not is_slug(theme)}
        return {slug: theme for slug, theme in found.items() if slug and not self._names[slug]}


def find_slugged(session: ReadSession, category: PromptCategory) -> PromptCategory | None:
    """Return the category with the slugs of its themes, None if one of them is new."""
    return category if _has_slugs(category) else ThemeNames(session).slugged(category)


def slugged(session: WriteSession, category: PromptCategory) -> PromptCategory:
    """Return the category with the slugs of its themes; add those that are new."""
    if _has_slugs(category):
        return category
    add_themes(session, category.themes)
    found = ThemeNames(session).slugged(category)
    if found is None:
        raise AssertionError(f"the themes of {category} were added")
    return found


def add_themes(session: WriteSession, themes: Iterable[str]) -> None:
    """Add those of these themes that are new, and remember the names of those that had none."""
    wanted = list(themes)
    known = ThemeNames(session)
    if any(known.find(theme) is None for theme in wanted):
        prompt_categories.lock_themes(session)
        known = ThemeNames(session)  # another process may have added them meanwhile
    prompt_categories.add_themes(session, known.new_slugs(wanted))
    prompt_categories.name_themes(session, known.unnamed(wanted))


def _has_slugs(category: PromptCategory) -> bool:
    """Return whether the themes are slugs, which mean themselves, so that nothing has to be looked up."""
    return all(map(is_slug, category.themes))
