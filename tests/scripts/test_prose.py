"""Prose is wrapped at 100 columns, and wrapping changes nothing but where its lines end."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from scripts.prose import COLUMNS, documents, wrapped

LONG = " ".join(["wrapped"] * 20)


def test_every_document_is_wrapped(project_root: Path) -> None:
    found = documents(project_root)
    assert {"README.md", "CHANGELOG.md", "architecture.md"} <= {path.name for path in found}
    wide = [str(path) for path in found if wrapped(path.read_text()) != path.read_text()]
    assert wide == [], "scripts/lint wraps them"


def test_paragraphs_and_items_are_wrapped_and_keep_their_indents() -> None:
    lines = wrapped(f"{LONG}\n{LONG}\n\n1. {LONG}\n   - {LONG}\n     {LONG}\n").split("\n")
    assert max(map(len, lines)) <= COLUMNS
    begins = [line[: line.index("wrapped")] for line in lines if line]
    assert begins == [""] * 4 + ["1. ", "   "] + ["   - ", *["     "] * 3]


def test_what_is_not_prose_stays() -> None:
    text = f"# {LONG}\n\n| {LONG} |\n\n```text\n{LONG}\n- {LONG}\n```\n\n<p>{LONG}</p>\n\n{LONG}  \nshort\n"
    assert wrapped(text) == text


def test_short_lines_are_not_filled_up() -> None:
    text = "One sentence.\nAnother one.\n"
    assert wrapped(text) == text


def test_code_is_not_torn_and_no_line_becomes_something_else() -> None:
    code = f"`{'a b ' * 40}`"
    assert code in wrapped(f"{LONG} {code} {LONG}\n")
    for mark in ("-", "#", "3.", ">", "="):
        (first, second, *_) = wrapped(f"{'w' * (COLUMNS - 1)} {mark} {LONG}\n").split("\n")
        assert not second.startswith(mark)
        assert first.endswith(mark)


@given(st.lists(st.text(st.sampled_from("a-*#>1.|`[]:<! \n"), max_size=150), max_size=8).map("\n".join))
def test_the_words_stay_and_a_second_time_changes_nothing(text: str) -> None:
    once = wrapped(text)
    assert once.split() == text.split()
    assert wrapped(once) == once
