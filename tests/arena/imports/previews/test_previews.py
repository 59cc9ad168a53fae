"""Files as they are opened for a preview."""

from pathlib import Path

import pytest

from service.arena.imports.previews.previews import SHOWN, Choices, open_votes
from service.arena.imports.votes.columns import Columns
from service.errors import Invalid, Malformed
from tests.support.files.files import written
from tests.support.files.imports import SECRET

CHOICES = Choices("t2i", Columns.of())


def test_a_file_that_can_be_read(tmp_path: Path) -> None:
    path = written(tmp_path / "v.csv", "model_a,model_b,winner,Zeit\n" + "a,b,tie,2024-01-01\n" * 9)
    opened = open_votes(path, CHOICES, SECRET)
    assert opened.votes is not None
    assert (opened.votes.rows.height, opened.problem, len(opened.sample)) == (9, "", SHOWN)
    assert opened.votes.reading.unused == ("Zeit",)
    assert (opened.guesses.columns, opened.guesses.constants) == ({"voted_at": "Zeit"}, {})


def test_files_that_cannot_be_read_as_chosen(tmp_path: Path) -> None:
    header = written(tmp_path / "header.csv", "foo,bar\n")
    opened = open_votes(header, CHOICES, SECRET)
    assert (opened.votes, opened.columns, opened.sample) == (None, ("foo", "bar"), [])
    assert "no column for model_left, model_right, outcome" in opened.problem
    words = written(tmp_path / "words.csv", "model_a,model_b,winner\nx,y,links\ny,x,oben\n")
    opened = open_votes(words, CHOICES, SECRET)
    assert (opened.votes, opened.words) == (None, {"links": "left", "oben": ""})
    named = open_votes(words, Choices("t2i", Columns.of(["voter=who"])), SECRET)
    assert "no column 'who' (--map voter=who)" in named.problem


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(Malformed):
        open_votes(written(tmp_path / "v.json", '[{"a": 1}, '), CHOICES, SECRET)
    with pytest.raises(Invalid):
        open_votes(tmp_path / "none.csv", CHOICES, SECRET)
