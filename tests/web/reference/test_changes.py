"""The changelog's sections and entries, from Markdown."""

from __future__ import annotations

from pathlib import Path

from service.web.reference.changes import Change, Section, sections

TEXT = """# Changelog

What changed.

## 0.2.0 – today

- **A title.** The text
  goes on with [a link](docs/x.md).
- Only a text.

### Votes

- **Another.** One
"""


TITLED = "The text goes on with a link."


def test_entries_are_in_their_sections() -> None:
    assert sections(TEXT) == [
        Section(2, "0.2.0 – today", [Change("A title", TITLED), Change("", "Only a text.")]),
        Section(3, "Votes", [Change("Another", "One")]),
    ]


def test_nothing_is_lost_of_our_own() -> None:
    markdown = Path("CHANGELOG.md").read_text()
    found = sections(markdown)
    assert sum(len(section.changes) for section in found) == markdown.count("\n- ")
    assert all(change.text for section in found for change in section.changes)


def test_no_text_has_no_sections() -> None:
    assert sections("") == []
