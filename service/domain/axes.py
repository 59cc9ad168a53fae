"""Axes: an arena has ratings on each of them. An empty theme or language means all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_THEMES = 16

ALL_CATEGORIES = 0
"""In place of a prompt category's id: the head-to-head counts of all categories of an arena together."""


@dataclass(frozen=True, slots=True, order=True)
class Axis:
    """One axis of an arena: overall, a theme, a language, or a theme in a language."""

    theme: str = ""
    language: str = ""

    @property
    def label(self) -> str:
        """The axis as text: ``overall``, ``theme=people,language=en``."""
        parts = [
            f"{key}={value}" for key, value in (("theme", self.theme), ("language", self.language)) if value
        ]
        return ",".join(parts) or "overall"


OVERALL = Axis()


@dataclass(frozen=True, slots=True)
class PromptCategory:
    """The category of a vote's prompt: its themes, sorted and distinct, and its language ("" if unknown).

    Stored themes are slugs. In what somebody reports they are names, or slugs.
    """

    themes: tuple[str, ...] = ()
    language: str = ""

    @classmethod
    def of(cls, themes: Iterable[str], language: str | None) -> PromptCategory:
        """Return the category with these themes, in any order, and this language."""
        return cls(tuple(sorted(set(themes))), language or "")

    def is_on(self, axis: Axis) -> bool:
        """Return whether a vote of this category counts on an axis."""
        return (not axis.theme or axis.theme in self.themes) and (
            not axis.language or axis.language == self.language
        )

    def axes(self) -> tuple[Axis, ...]:
        """Return every axis on which a vote of this category counts, ``overall`` first."""
        themes = tuple(Axis(theme) for theme in self.themes)
        if not self.language:
            return (OVERALL, *themes)
        crossed = tuple(Axis(theme, self.language) for theme in self.themes)
        return (OVERALL, *themes, Axis("", self.language), *crossed)
