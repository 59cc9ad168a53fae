"""The files that LMArena publishes, and Kaggle's."""

from pathlib import Path

import polars as pl

from tests.support.files.preset_samples import Vote, read, sample, voter, votes_in, votes_of


def test_battles() -> None:
    assert votes_of("lmarena") == [
        Vote("brush-1", "ink-2", "left", "Un gato azul", "", "es", "2024-02-15 12:26:41.500000", "q1"),
        Vote("ink-2", "brush-1", "both_bad", "a tin robot", "", "", "2024-02-15 12:26:42.500000", "q2"),
    ]


def test_releases_since_2025() -> None:
    assert votes_of("lmarena-2025") == [
        Vote("brush-1", "ink-2", "both_bad", "Draw a map", "", "pl", "2025-06-01 10:00:00.500000", "f1"),
        Vote("ink-2", "brush-1", "right", "Draw a tree", "", "", "2025-06-01 10:05:00.500000", "f2"),
    ]


def test_releases_are_the_same_in_parquet(tmp_path: Path) -> None:
    path = tmp_path / "train.parquet"
    pl.read_ndjson(sample("lmarena-2025")).write_parquet(path)
    file = read(path)
    assert file.reading.preset is not None
    assert votes_in(file) == votes_of("lmarena-2025")


def test_kaggle() -> None:
    assert votes_of("kaggle-lmsys") == [
        Vote("brush-1", "ink-2", "left", "Draw a bridge, please", id="30192"),
        Vote("ink-2", "brush-1", "right", "a tin robot", id="53567"),
        Vote("brush-1", "ink-2", "tie", "two owls", id="65089"),
    ]


def test_the_judge_is_a_voter_only_where_told() -> None:
    file = read(sample("lmarena"), maps=["voter=judge"])
    assert [vote.voter for vote in votes_in(file)] == [voter("arena_user_12"), voter("arena_user_13")]
