"""The lists among an arena's fields: languages that voters are offered, and targets of its axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NotRequired, TypedDict, TypeVar

from service.arena.catalog import languages
from service.arena.catalog.resolving import axis_of
from service.domain.arenas import LANGUAGE_SEPARATOR
from service.domain.axes import OVERALL, Axis
from service.domain.branding.targets import MAX_TARGETS, Target, pack_targets
from service.domain.slugs import check_slug
from service.errors import FieldError, Invalid

T = TypeVar("T")


class TargetFields(TypedDict):
    """How many votes an axis is to get: one of a theme, a language, or both."""

    theme: NotRequired[str | None]
    language: NotRequired[str | None]
    votes: int


def packed_languages(tags: Sequence[str]) -> str:
    """Return language tags, in any spelling, as they are stored. Raise Invalid with a tag's place."""
    found = [
        _at(f"voting_languages.{place}", partial(languages.canonical, tag)) for place, tag in enumerate(tags)
    ]
    return LANGUAGE_SEPARATOR.join(sorted(set(found)))


def packed_targets(wanted: Sequence[TargetFields]) -> str:
    """Return targets as they are stored. Raise Invalid for too many, or with the place of a wrong one."""
    if len(wanted) > MAX_TARGETS:
        raise Invalid(f"an arena has at most {MAX_TARGETS} targets besides its own")
    found: dict[Axis, Target] = {}
    for place, one in enumerate(wanted):
        axis = _at(f"targets.{place}", partial(_new_axis, one, found))
        found[axis] = Target(axis, one["votes"])
    return pack_targets(found.values())


def _new_axis(one: TargetFields, known: dict[Axis, Target]) -> Axis:
    axis = axis_of(one.get("theme"), one.get("language"))
    if axis == OVERALL:
        raise Invalid("needs a theme, a language, or both; target_votes is the target of the whole arena")
    if axis.theme:
        check_slug(axis.theme, "a theme")
    if axis in known:
        raise Invalid(f"{axis.label} has a target already")
    return axis


def _at(field: str, work: Callable[[], T]) -> T:
    """Return the result; raise Invalid with the name of the field."""
    try:
        return work()
    except Invalid as error:
        raise Invalid(error.detail, [FieldError(field, error.detail)]) from None
