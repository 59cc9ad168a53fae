"""Prompt categories from the words people use: themes in any spelling, languages in any case.

Their themes are names. Only the database knows the slugs: see `service.arena.recording.theme_names`.
"""

from __future__ import annotations

from functools import lru_cache

from service.arena.catalog import languages
from service.domain.axes import MAX_THEMES, PromptCategory
from service.domain.names import key, natural_slug
from service.errors import FieldError, Invalid


# The votes of an arena share a few hundred categories at most; a miss takes some 20 microseconds.
@lru_cache(maxsize=4096)
def category_of(themes: tuple[str, ...], language: str | None) -> PromptCategory:
    """Return the category of these themes and a language tag, which is None if the language is unknown.

    Raise Invalid for a theme without a letter or digit, for too many themes, and for a text that is not a
    language tag.
    """
    names = {key(theme): theme.strip() for theme in reversed(themes)}
    if not all(natural_slug(theme) and "\0" not in theme for theme in names.values()):
        raise _refused("themes", "must be words such as 'people' or 'typography'")
    if len(names) > MAX_THEMES:
        raise _refused("themes", f"must be at most {MAX_THEMES}")
    try:
        return PromptCategory.of(names.values(), language and languages.canonical(language))
    except Invalid as error:
        raise Invalid(error.detail, [FieldError("language", error.detail)]) from None


def _refused(field: str, detail: str) -> Invalid:
    return Invalid(f"{field} {detail}", [FieldError(field, detail)])
