"""What a selection reads, and what is quick."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.runs import selection
from tests.support.runs.selection import is_quick, matching_files

TEXTS = {
    "tests/domain/test_clock.py": "def test_A_day_has_hours(): ...",
    "tests/db/test_votes.py": "def test_one_vote(): ...\ndef test_two_votes(): ...",
    "tests/db/test_boards.py": "def test_one_board(): ...",
}
CLOCK, VOTES, BOARDS = TEXTS


@pytest.mark.parametrize(
    ("expression", "files"),
    [
        ("", {CLOCK, VOTES, BOARDS}),
        ("test_one_vote", {VOTES}),
        ("TEST_ONE", {VOTES, BOARDS}),
        ("a_day_has", {CLOCK}),
        ("test_clock", {CLOCK}),
        ("test_one_vote or test_one_board", {VOTES, BOARDS}),
        ("test_one_vote and test_two_votes", {VOTES}),
        # A parameter is written in no file, so such a word may be anywhere, and so may a name in none.
        ("test_one_vote and sqlite", {VOTES}),
        ("sqlite", {CLOCK, VOTES, BOARDS}),
        ("secret_key", {CLOCK, VOTES, BOARDS}),
        # What may be negated is left to pytest.
        ("not test_one_vote", {CLOCK, VOTES, BOARDS}),
        ("test_one_vote and (test_a or test_b)", {CLOCK, VOTES, BOARDS}),
    ],
)
def test_files_that_can_match(expression: str, files: set[str]) -> None:
    assert matching_files(TEXTS, expression) == files


def test_files_and_folders_are_chosen_by_path(tmp_path: Path) -> None:
    for name in ("a/test_one.py", "a/b/test_two.py", "c/test_three.py", "a/other.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    chosen = selection.files_of(tmp_path, ["a", "c/test_three.py::test_it[x::y]"])
    assert sorted(chosen.values()) == ["a/b/test_two.py", "a/test_one.py", "c/test_three.py"]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_parameter_tells_the_database(request: pytest.FixtureRequest, database: str) -> None:
    assert is_quick(request.node) == (database == "sqlite")


def test_files_that_are_marked_as_a_whole_are_not_read() -> None:
    assert not selection.has_quick_tests("import x\n\npytestmark = [pytest.mark.anyio, pytest.mark.kills]\n")
    assert not selection.has_quick_tests("pytestmark = pytest.mark.slow\n")
    assert selection.has_quick_tests("pytestmark = pytest.mark.anyio\n\n@pytest.mark.slow\ndef test(): ...\n")


@pytest.mark.parametrize("mark", sorted(selection.HEAVY_MARKS))
def test_files_without_slow_tests_are_not_read_for_them(mark: str) -> None:
    assert selection.has_slow_tests(f"pytestmark = pytest.mark.{mark}\n\ndef test(): ...\n")
    assert selection.has_slow_tests(f"@pytest.mark.{mark}\ndef test(): ...\n")
    assert selection.has_slow_tests("def test(api: Api) -> None: ...\n")
    assert not selection.has_slow_tests("def test(sqlite_api: Api, sqlite_url: str) -> None: ...  # slowly\n")


@pytest.mark.parametrize("mark", sorted(selection.HEAVY_MARKS))
def test_a_mark_makes_a_test_slow(request: pytest.FixtureRequest, mark: str) -> None:
    request.node.add_marker(mark)
    assert not is_quick(request.node)


@pytest.mark.parametrize("content", [b"any bytes"])
def test_bytes_are_not_part_of_a_name(request: pytest.FixtureRequest, content: bytes) -> None:
    assert request.node.name.endswith("[content]"), content
