"""What a prompt or vote is about: from the words people use to themes and a language as they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from service.arena.catalog import languages
from service.domain.axes import MAX_THEMES, PromptCategory
from service.domain.slugs import slugify
from service.errors import FieldError, Invalid


def stratum_of(themes: Sequence[str], language: str | None) -> PromptCategory:
    """Return the stratum of themes in any spelling, and a language tag in any case; None where it is unknown.

    Raise Invalid for a theme without a letter or digit, for too many, and for what is no language.
    """
    return _stratum(tuple(themes), language)


# An arena's votes share a few hundred strata at most; a miss costs some 20 microseconds.
@lru_cache(maxsize=4096)
def _stratum(themes: tuple[str, ...], language: str | None) -> PromptCategory:
    slugs = {slugify(theme) for theme in themes}
    if "" in slugs:
        raise _refused("themes", "must be words such as 'people' or 'typography'")
    if len(slugs) > MAX_THEMES:
        raise _refused("themes", f"must be at most {MAX_THEMES}")
    try:
        return PromptCategory.of(slugs, language and languages.canonical(language))
    except Invalid as error:
        raise Invalid(error.detail, [FieldError("language", error.detail)]) from None


def _refused(field: str, detail: str) -> Invalid:
    return Invalid(f"{field} {detail}", [FieldError(field, detail)])
