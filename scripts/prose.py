"""Wraps the prose of Markdown at 100 columns: `scripts/lint` calls it, and a test calls `wrapped`.

Only paragraphs and list items with a longer line are written again, so a change of one is a small change.
Code, tables, headings and HTML stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

COLUMNS = 100

_FENCE = re.compile(r"\s*(?:```|~~~)")
# Tables, headings, HTML, quotes, admonitions, definitions of links, rules and front matter.
_FIXED = re.compile(r"\s*(?:[|#>!]|<(?!a )|\[[^\]]+\]:|-{3}|\d+[.)]$|$)|    \S.*\S$")
# What is not torn apart: code, and the target of a link with the word before it.
_WORD = re.compile(r"(?:`[^`]*`|[^\s`])+")
# At the beginning of a line it would be something else.
_MARKER = re.compile(r"(?:[-*+>]|#+|\d+[.)]|=+)$")


def wrapped(text: str) -> str:
    """Return a document whose prose is at most 100 columns wide, as far as its words allow."""
    lines = [line for part in _parts(text.removesuffix("\n").split("\n")) for line in part]
    return "\n".join(lines) + "\n"


def _parts(lines: list[str]) -> Iterator[list[str]]:
    """Yield paragraphs and list items, wrapped, and each other line alone."""
    part: list[str] = []
    fence = ""
    for line in lines:
        is_fence = _FENCE.match(line)
        fixed = bool(fence or is_fence or (_FIXED.match(line) and not (part and line.startswith("    "))))
        if is_fence:
            mark = line.strip()[:3]
            fence = "" if fence == mark else fence or mark
        if part and (fixed or _begin(line).strip()):
            yield _wrapped(part)
            part = []
        if fixed:
            yield [line]
        else:
            part.append(line)
    if part:
        yield _wrapped(part)


def _wrapped(part: list[str]) -> list[str]:
    breaks = any(line.endswith(("  ", "\\")) for line in part[:-1])
    if breaks or max(map(len, part)) <= COLUMNS:
        return part
    first = _begin(part[0])
    indent = re.sub(r"\S.*", "", part[1]) if len(part) > 1 else " " * len(first)
    lines: list[str] = []
    for word in _words(" ".join([part[0][len(first) :], *part[1:]])):
        if not lines:
            lines.append(first + word)
        elif len(lines[-1]) + 1 + len(word) <= COLUMNS:
            lines[-1] += f" {word}"
        else:
            lines.append(indent + word)
    return lines


def _begin(line: str) -> str:
    """Return the spaces and the mark of a list that a line begins with."""
    return re.sub(r"^( *(?:(?:[-*+]|\d+[.)]) +)?).*", r"\1", line)


def _words(text: str) -> list[str]:
    words: list[str] = []
    for word in _WORD.findall(text):
        if words and _MARKER.match(word):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def documents(root: Path) -> list[Path]:
    """Return the documents that people write."""
    found = [
        path for folder in ("docs", "scripts", "clients", "tests") for path in (root / folder).rglob("*.md")
    ]
    return [*root.glob("*.md"), *(path for path in found if "node_modules" not in path.parts)]


if __name__ == "__main__":
    for path in documents(Path()):
        before = path.read_text()
        after = wrapped(before)
        if after != before:
            path.write_text(after)
            print(f"wrapped {path}")
