"""Which format a file has."""

from pathlib import Path

import pytest

from service.arena.imports.readers.formats import READERS, reader
from service.errors import Invalid


@pytest.mark.parametrize(
    ("name", "format_"),
    [("v.csv", "csv"), ("v.TSV", "tsv"), ("v.json", "json"), ("v.jsonl", "ndjson"), ("v.parquet", "parquet")],
)
def test_the_name_tells(name: str, format_: str) -> None:
    assert reader(Path(name), None) is READERS[format_]


def test_what_is_said_goes_before_the_name() -> None:
    assert reader(Path("votes.csv"), "ndjson") is READERS["ndjson"]


def test_lmarena_is_json_unless_the_name_tells_otherwise() -> None:
    assert reader(Path("battles"), "lmarena") is READERS["json"]
    assert reader(Path("battles.csv"), "lmarena") is READERS["csv"]


def test_a_name_that_tells_nothing() -> None:
    with pytest.raises(Invalid, match="name it with --format"):
        reader(Path("votes.txt"), None)
