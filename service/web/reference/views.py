"""The contexts of the reference's pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.web.pages.code_samples import Sample
from service.web.reference.changes import Section
from service.web.reference.limits import Limit
from service.web.reference.operations import Answer, Group, Operation, Problem
from service.web.reference.samples import LANGUAGES
from service.web.reference.search import Found
from service.web.reference.topics import TOPICS, Topic
from service.web.rendering import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePage:
    """What every page of the reference has: its head, the menu, and the reader's origin."""

    head: Head
    groups: Sequence[Group]
    origin: str
    query: str = ""

    @property
    def topics(self) -> Sequence[Topic]:
        """The pages above the operations in the menu."""
        return TOPICS

    @property
    def languages(self) -> dict[str, str]:
        """The languages of samples by their names."""
        return LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage(ReferencePage):
    """The quick start. The samples read arenas, report votes and generate an image."""

    version: str
    read: Sequence[Sample]
    report: Sequence[Sample]
    generate: Sequence[Sample]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPage(ReferencePage):
    """An operation, with the title of its group, and the operations before and after it."""

    group: str
    operation: Operation
    samples: Sequence[Sample]
    answers: Sequence[Answer]
    before: Operation | None
    after: Operation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorsPage(ReferencePage):
    """Every type of problem."""

    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemPage(ReferencePage):
    """One type of problem: its status, code, title and meaning, and the operations that answer it."""

    status: int
    code: str
    title: str
    meaning: str
    operations: Sequence[Operation]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsPage(ReferencePage):
    """The limits of this server."""

    limits: Sequence[Limit]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage(ReferencePage):
    """The changelog; ``sections`` are empty where the documentation is not built."""

    version: str
    sections: Sequence[Section]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(ReferencePage):
    """The results of a search."""

    results: Sequence[Found]
