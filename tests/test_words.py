"""Plain English: words that only a translator would choose stay out of documents, pages and docstrings.

They came from another language with the first texts. Each has a plain word: "again", "anyone who", "our own",
"None without one".
"""

from __future__ import annotations

import re
from pathlib import Path

CALQUES = re.compile(
    r"\b(?:anew|whoever|of ours|there is none|as good as always|must be such as|not as right|at the most)\b",
    re.IGNORECASE,
)
RIGHT = re.compile(r"at the most (?:likely|probable)")
FOLDERS = ("service", "docs", "scripts", "migrations", "clients", "tests")
ENDINGS = {".md", ".py", ".html", ".js", ".ts", ".sh", ".yml"}
BUILT = {"node_modules", "site", "__pycache__"}


def texts(root: Path) -> list[Path]:
    """Return the files that people read."""
    found = [path for folder in FOLDERS for path in (root / folder).rglob("*") if path.suffix in ENDINGS]
    return [*root.glob("*.md"), *(path for path in found if not BUILT & set(path.parts))]


def calques(text: str) -> list[str]:
    """Return the words of a text that are on the list, also those that a line's end divides."""
    joined = re.sub(r"\s+(?:#+ )?", " ", text)
    return CALQUES.findall(RIGHT.sub("", joined))


def test_nobody_would_take_it_for_a_translation(project_root: Path) -> None:
    found = {
        str(path): calques(path.read_text()) for path in texts(project_root) if path.name != "test_words.py"
    }
    assert len(found) > 2_000
    assert {path: words for path, words in found.items() if words} == {}


def test_words_are_seen_across_lines() -> None:
    assert calques("None if there\n    # is none. Whoever\nasks, at the most probable place") == [
        "there is none",
        "Whoever",
    ]
