"""Verifying: every kind of change to a release is found, also by one who makes all hashes fit."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest

from service.arena.progress import Progress
from service.arena.votes.releases import manifests, refolding, verifying, writing
from service.arena.votes.releases.comparing import EXACT, compare
from service.arena.votes.releases.manifests import ReleasedFile
from service.arena.votes.releases.refolding import Refolded, ReleasedLog
from service.arena.votes.releases.verifying import verify
from service.errors import Damaged
from tests.support.votes.releases import (
    VOTES,
    forge,
    forge_link,
    forge_table,
    manifest_of,
    rewrite,
    values_of,
)


@pytest.fixture(scope="module", autouse=True)
def _each_log_folded_once() -> Iterator[None]:
    """Keep what a log gives, because folding it takes most of a test, and forged tables leave it as it is."""
    kept: dict[bytes, Refolded] = {}

    def refold(log: ReleasedLog, progress: Progress) -> Refolded:
        key = pickle.dumps(log)
        if key not in kept:
            kept[key] = refolding.refold(log, progress)
        return kept[key]

    with patch.object(verifying, "refold", refold):
        yield


def problem(folder: Path) -> str:
    return verify(folder).problem or ""


def test_a_release_is_verified(released: Path) -> None:
    verified = verify(released)
    assert verified.problem is None
    assert verified.files == len(manifest_of(released).files)
    assert verified.links == 1
    assert verified.numbers > 3_000


def test_every_changed_byte_is_found_with_its_file(own: Path) -> None:
    for name in manifest_of(own).files:
        whole = (own / name).read_bytes()
        changed = bytearray(whole)
        changed[len(changed) // 2] ^= 1
        for data in (bytes(changed), whole[:-1], whole + b"\n"):
            (own / name).write_bytes(data)
            assert problem(own) == f"{name} was changed: its hash is not the one in release.json"
        (own / name).unlink()
        assert problem(own) == f"{name} is missing"
        (own / name).write_bytes(whole)
    assert problem(own) == ""


def test_a_file_more_is_found_but_not_what_git_adds(own: Path) -> None:
    (own / ".git").mkdir()
    (own / ".git" / "config").write_text("")
    (own / ".gitattributes").write_text("")
    assert problem(own) == ""
    (own / "data" / "votes" / "00002.parquet").write_bytes(b"")
    assert problem(own) == "data/votes/00002.parquet is not a file of the release"


def set_first(column: str, value: object) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def change(frame: pl.DataFrame) -> pl.DataFrame:
        first = pl.int_range(pl.len()) == 0
        new = pl.lit(value, dtype=frame.schema[column])
        return frame.with_columns(pl.when(first).then(new).otherwise(pl.col(column)).alias(column))

    return change


def other(frame: pl.DataFrame, column: str) -> object:
    """Return another value than the first of a column."""
    value, kind = frame[column][0], frame.schema[column]
    if kind == pl.String:
        return "else"
    if kind == pl.Boolean:
        return not value
    return (value or 0) + 1


TABLES = ("boards", "unranked", "axes", "decided", "head_to_head")


@pytest.mark.parametrize("name", TABLES)
def test_every_number_of_every_table_is_computed_again(own: Path, name: str) -> None:
    frame = pl.read_parquet(own / f"data/{name}.parquet")
    assert frame.height, f"the tests need a release with rows in {name}"
    # Folding takes most of a second, so only the last change goes the whole way.
    again = verify_tables(own)[name]
    for column in frame.columns:
        forged = set_first(column, other(frame, column))(frame)
        found = compared(name, forged, again)
        assert f"{column} is " in found, (column, found)
        assert "and the votes give" in found
    for shorter in (frame[1:], pl.concat([frame, frame[:1]])):
        assert f"it has {shorter.height} rows" in compared(name, shorter, again)
    assert "does not know the column more" in compared(name, frame.with_columns(more=1), again)
    column = next((column for column in frame.columns if column in EXACT), frame.columns[-1])
    forge_table(own, name, set_first(column, other(frame, column)))
    assert f"data/{name}.parquet: " in problem(own)
    assert f"{column} is " in problem(own)


def verify_tables(folder: Path) -> dict[str, pl.DataFrame]:
    return {name: pl.read_parquet(folder / f"data/{name}.parquet") for name in TABLES}


def compared(name: str, released: pl.DataFrame, again: pl.DataFrame) -> str:
    try:
        compare(name, released, again)
    except Damaged as error:
        return error.detail
    return ""


def swapped(frame: pl.DataFrame) -> pl.DataFrame:
    """Return votes of which one that counts says the contrary."""
    wins = frame.with_row_index("i").filter((pl.col("outcome") == "left") & pl.col("voided_at").is_null())
    position = wins["position"][0]
    turned = pl.when(pl.col("position") == position).then(pl.lit("right")).otherwise(pl.col("outcome"))
    return frame.with_columns(turned.alias("outcome"))


def dropped(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("position") != 20)


def revived(frame: pl.DataFrame) -> pl.DataFrame:
    """Return votes of which all void ones count."""
    return frame.with_columns(pl.lit(None, frame.schema["voided_at"]).alias("voided_at"))


def exchanged(frame: pl.DataFrame) -> pl.DataFrame:
    """Return votes of which two change their places, but not the positions."""
    rows = frame.with_row_index("i").with_columns(pl.col("i").replace({30: 31, 31: 30})).sort("i").drop("i")
    return rows.with_columns(frame["position"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (swapped, "data/boards.parquet: overall, "),
        (revived, "votes count, and in the log"),
        (dropped, "its positions are not those from 1 on"),
        (exchanged, "and the votes give"),
        (lambda frame: frame[:-1], "does not end at position"),
        (set_first("model_left", "nobody"), "does not know"),
        (set_first("outcome", "won"), "does not know"),
        (set_first("language", "xx"), "does not know"),
        (set_first("prompt_id", 99), "data/prompts.parquet: "),
        (lambda frame: frame.drop("probability"), "its columns are not those of votes"),
    ],
)
def test_forged_votes_are_found(own: Path, change: Callable[[pl.DataFrame], pl.DataFrame], said: str) -> None:
    forge_table(own, "votes/00001", change)
    assert said in problem(own)


def test_forged_models_and_prompts_are_found(own: Path) -> None:
    whole = {name: (own / f"data/{name}.parquet").read_bytes() for name in ("models", "prompts")}
    forge_table(own, "models", set_first("name", "Another name"))
    assert "data/boards.parquet: overall, m" in problem(own)
    forge_table(own, "models", set_first("model", "another"))
    assert problem(own) == "data/models.parquet: its models are not those of the chain"
    forge_table(own, "models", lambda frame: frame.drop("license"))
    assert problem(own) == "data/models.parquet: its columns are not those of a release"
    forge(own, "data/models.parquet", whole["models"], 8)
    forge_table(own, "prompts", lambda frame: frame[1:])
    assert "data/prompts.parquet: its prompts are not those" in problem(own)
    forge(own, "data/prompts.parquet", b"no table")
    assert problem(own) == "data/prompts.parquet cannot be read as a table"


def test_a_broken_chain_is_found(own: Path) -> None:
    for values, said in (
        ({"previous": "0" * 64}, "chain/00001.json: the chain is broken; it does not follow"),
        ({"first_position": 2}, "chain/00001.json: the chain is broken; it does not follow"),
        ({"sha256": "0" * 64}, "chain/00001.json: the chain is broken; data/votes/00001.parquet is not"),
        ({"arena": "another"}, "of another arena or of other parameters"),
        ({"last_position": VOTES - 1}, "release.json: the chain is broken; it does not end"),
    ):
        before = (own / writing.chain_file(1)).read_bytes()
        forge_link(own, 1, **values)
        assert said in problem(own)
        forge(own, writing.chain_file(1), before)
    (own / writing.chain_file(1)).write_bytes(b"{}")
    whole = manifest_of(own)
    empty = ReleasedFile(hashlib.sha256(b"{}").hexdigest(), 2)
    rewrite(own, replace(whole, files={**whole.files, writing.chain_file(1): empty}))
    assert problem(own) == "chain/00001.json cannot be read"


def test_a_forged_manifest_is_found(own: Path) -> None:
    whole = manifest_of(own)
    for forged, said in (
        (replace(whole, counted=3), "3 votes count, and in the log"),
        (replace(whole, chain="0" * 64), "the chain is broken"),
        (replace(whole, method_version="0" * 12), "its method is 000000000000"),
        (replace(whole, header=replace(whole.header, position=VOTES - 1)), "the chain is broken"),
        (
            replace(whole, header=replace(whole.header, as_of="2026-01-01T00:00:00.000000Z")),
            "the last vote is",
        ),
        (replace(whole, files={}), "is not a file of the release"),
        (replace(whole, files={**whole.files, "../x": whole.files["README.md"]}), "no file of a release"),
    ):
        rewrite(own, forged)
        assert said in problem(own)
    parameters = {**whole.header.parameters, "beta": 4.0}
    forged = replace(whole, header=replace(whole.header, parameters=parameters))
    rewrite(own, replace(forged, method_version=forged.header.params.method_version))
    assert "of other parameters than release.json" in problem(own)
    rewrite(own, replace(whole, version=2))
    assert problem(own) == "release.json is of version 2; this program reads version 1"
    (own / manifests.FILE).write_text("[]")
    assert problem(own) == "release.json cannot be read"
    (own / manifests.FILE).write_bytes(whole.encode().replace(b"\n ", b"\n  "))
    assert problem(own) == "release.json is not written as releases write it"
    (own / manifests.FILE).unlink()
    assert problem(own) == f"{own} is no release: it has no release.json"


def test_other_parameters_give_other_numbers(own: Path) -> None:
    parameters = {**values_of(own)["header"]["parameters"], "beta": 4.0}
    whole = manifest_of(own)
    header = replace(whole.header, parameters=parameters)
    rewrite(own, replace(whole, header=header, method_version=header.params.method_version))
    forge_link(own, 1, parameters=parameters)
    assert "data/boards.parquet: overall, m" in problem(own)


@pytest.mark.slow
def test_no_database_is_needed(released: Path, tmp_path: Path) -> None:
    """No setting, no data folder, and no module that opens a connection: a machine has only the program."""
    program = (
        "import sys; from pathlib import Path\n"
        "from service.db import engine\n"
        "engine.open_database = None\n"
        "from service.arena.votes.releases.verifying import verify\n"
        "found = verify(Path(sys.argv[1])); print(found.problem, found.numbers > 0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, released],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(Path(writing.__file__).parents[4])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "None True\n"
    assert list(tmp_path.iterdir()) == []
