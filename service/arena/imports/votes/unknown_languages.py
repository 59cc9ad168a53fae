"""Votes whose language nobody knows: the label is no reason to lose the outcome."""

from __future__ import annotations

import polars as pl

from service.arena.imports.votes.columns import UnknownLanguage
from service.arena.imports.votes.rules import tag_of
from service.errors import Invalid


class UnknownLanguages:
    """The labels of a file that name no language, and how many votes have each.

    By the policy, such votes are kept without a language, dropped, or refused like others that break a rule.
    """

    def __init__(self, policy: UnknownLanguage) -> None:
        self._policy = policy
        self._labels: set[str] = set()
        self.votes: dict[str, int] = {}

    def tag_of(self, label: str) -> str | None:
        """Return the tag of a language, None for an unknown one; raise Invalid where that is refused."""
        try:
            return tag_of(label)
        except Invalid:
            if self._policy == "refuse":
                raise
            self._labels.add(label)
            return None

    def count(self, column: pl.Series, good: pl.Series) -> pl.Series:
        """Count the labels of good rows, whose tags were asked for before; return which rows are kept."""
        if not self._labels:
            return good
        unknown = column.is_in(list(self._labels)).fill_null(value=False)
        for label, votes in column.filter(good & unknown).value_counts().iter_rows():
            self.votes[label.strip()] = self.votes.get(label.strip(), 0) + votes
        return good & ~unknown if self._policy == "drop" else good
