"""Which test files a run must read, and which tests are quick: decided before anything heavy is imported.

``-k some_test_name`` is about a file or two of four hundred, and reading all of them means importing the
whole application several times over. A file that cannot hold a test of that name is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest

# A run of so few files is over before a second process has imported what the first one has.
FEW_FILES = 3
# Words joined by `and` and `or`; anything with `not` or parentheses is left to pytest alone.
PLAIN = re.compile(r"\w+(\s+(and|or)\s+\w+)*", re.ASCII)
# Fixtures that bring a database server or a browser.
HEAVY_FIXTURES = frozenset({"browser", "postgres"})
HEAVY_PARAMETER = "postgresql"
HEAVY_MARKS = frozenset({"kills", "postgresql", "slow"})
# A file with tests that are not quick has a mark in it, or a fixture that leads to one of those above. Others
# are not read for them: should one have such a test, it counts as quick, and fails for want of a server.
SOME_HEAVY = re.compile(
    r"browser|pgbouncer|postgres|\bmark\.(kills|slow)\b|"
    r"\b(api|arena|database_url|filled|pooled_url|shared_url|way_url):"
)
ALL_HEAVY = re.compile(rf"^pytestmark = .*\bmark\.({'|'.join(sorted(HEAVY_MARKS))})\b", re.MULTILINE)


def matching_files(texts: Mapping[str, str], expression: str) -> set[str]:
    """Return which files, by path, can hold a test that ``-k expression`` selects.

    Only words with an underscore, as names of tests have, tell files apart. Other words may be parameters
    that a fixture adds (``sqlite``), so they are taken to be anywhere.
    """
    lowered = {path: f"{path}\n{text}".lower() for path, text in texts.items()}
    if not PLAIN.fullmatch(expression.strip()):
        return set(texts)
    choices = [re.split(r"\s+and\s+", choice) for choice in re.split(r"\s+or\s+", expression.strip().lower())]
    found = {
        path
        for path, text in lowered.items()
        if any(all("_" not in word or word in text for word in words) for words in choices)
    }
    return found or set(texts)


def files_of(root: Path, chosen: Iterable[str]) -> dict[str, str]:
    """Return the text of each test file in the chosen files and folders, by its absolute path."""
    paths = [root / one.partition("::")[0] for one in chosen]
    files = {file for path in paths for file in ([path] if path.is_file() else path.rglob("test_*.py"))}
    return {str(file.resolve()): file.read_text() for file in sorted(files)}


def has_quick_tests(text: str) -> bool:
    """Return whether the file has tests that may be quick, which it has not if all of it is marked."""
    return ALL_HEAVY.search(text) is None


def has_slow_tests(text: str) -> bool:
    """Return whether the file may have tests that are not quick."""
    return SOME_HEAVY.search(text) is not None


def is_quick(item: pytest.Item) -> bool:
    """Return whether a test needs neither a browser nor PostgreSQL, and kills nothing."""
    if not _may_be_slow(item.path):
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
    marks = {mark.name for mark in item.iter_markers()}
    return (
        HEAVY_FIXTURES.isdisjoint(fixtures)
        and HEAVY_MARKS.isdisjoint(marks)
        and all(value != HEAVY_PARAMETER for value in parameters)
    )


@cache
def _may_be_slow(path: Path) -> bool:
    return has_slow_tests(path.read_text())
