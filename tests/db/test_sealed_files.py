"""Sealed files as tables, for sessions: the last few decoded, and never without saying which is not there."""

from __future__ import annotations

import hashlib
import io

import polars as pl
import pytest
from sqlalchemy import create_engine

from service.db.sealed_files import KEPT, SealedFiles, frame_of, give_files
from service.errors import Damaged, Unavailable


def file_of(position: int) -> bytes:
    target = io.BytesIO()
    names = ("position", "model_left", "model_right", "outcome", "category_id", "prompt_id", "voted_at")
    pl.DataFrame({name: [position] for name in names}).write_parquet(target)
    return target.getvalue()


FILES = {hashlib.sha256(data).digest(): data for data in map(file_of, range(KEPT + 1))}


def test_the_last_few_files_are_kept() -> None:
    loaded = []

    def load(sha256: bytes) -> bytes:
        loaded.append(sha256)
        return FILES[sha256]

    files = SealedFiles(load)
    for sha256 in [*FILES, *FILES]:
        assert files.frame(sha256)["stratum_id"].to_list() == files.frame(sha256)["position"].to_list()
    assert loaded == [*FILES, *FILES]
    assert files.frame(loaded[-1]).height == 1
    assert len(loaded) == 2 * len(FILES)


@pytest.mark.parametrize("error", [Damaged, Unavailable])
def test_what_cannot_be_read_is_named(error: type[Damaged | Unavailable]) -> None:
    def load(_: bytes) -> bytes:
        raise error("it is gone")

    engine = create_engine("sqlite://")
    give_files([engine], load)
    said = r"votes 1 to 9 are in .* \(it is gone\); `arena log check`"
    with engine.connect() as session, pytest.raises(error, match=said):
        frame_of(session, b"", "votes 1 to 9")


def test_a_database_that_was_opened_without_says_so() -> None:
    with create_engine("sqlite://").connect() as session, pytest.raises(Unavailable, match="without those"):
        frame_of(session, b"", "votes 1 to 9")
