"""Files as other tools pack and write them, imported from the command line by their names alone."""

import gzip
import io
import json
from pathlib import Path

import pytest

from tests.support.files.files import written
from tests.support.files.workbooks import workbook
from tests.support.processes.commands import Commands

ROWS = (
    ("model_a", "model_b", "winner", "prompt"),
    ("Flux Dev", "Photon", "model_a", "un café"),
    ("Photon", "Flux Dev", "tie", "nan"),
)


@pytest.fixture
def here(sqlite_url: str, tmp_path: Path) -> Commands:
    """Return the command line on SQLite."""
    return Commands(sqlite_url, tmp_path / "data")


def counts(here: Commands, *arguments: str | Path) -> tuple[int, list[tuple[int, str]]]:
    """Return how many rows an import took, and the refused ones."""
    report = here("import", *arguments, "--json").json
    taken = report["accepted"] if "accepted" in report else report["models"]["created"]
    return taken, [(one["line"], one["detail"]) for one in report["rejected"]]


def test_a_short_row_before_a_long_one(here: Commands, vote_cases: Path) -> None:
    file = vote_cases / "01-ragged-short-first" / "input.csv"
    assert counts(here, "votes", file, "--arena", "t01") == (
        1,
        [(2, "the row has 4 fields and the header 5"), (3, "the row has 6 fields and the header 5")],
    )


def test_ragged_prompts_models_and_images(here: Commands, vote_cases: Path) -> None:
    folder = vote_cases / "03-ragged-other-importers"
    for what, name, arena in (
        ("prompts", "p.tsv", True),
        ("models", "m.csv", False),
        ("images", "i.csv", True),
    ):
        taken, refused = counts(here, what, folder / name, *(("--arena", "t03") if arena else ()))
        assert (taken, [line for line, _ in refused]) == (0, [2, 3])
        assert all(detail.startswith("the row has ") for _, detail in refused)


@pytest.mark.parametrize("name", ["semicolon.csv", "sep.csv", "tabs.csv", "utf16.txt", "utf8-bom-crlf.csv"])
def test_what_excel_writes(here: Commands, vote_cases: Path, name: str) -> None:
    assert counts(here, "votes", vote_cases / "17-excel-files" / name, "--arena", "t17") == (3, [])


def test_compressed_and_piped(here: Commands, vote_cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = vote_cases / "19-gz-and-pipe" / "votes.csv.gz"
    packed = counts(here, "votes", file, "--arena", "t19")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(gzip.decompress(file.read_bytes()))))
    piped = counts(here, "votes", "-", "--format", "csv", "--arena", "t19b")
    assert packed == piped
    assert packed[0] > 0


def test_a_spreadsheet_and_a_preview_of_another_sheet(here: Commands, tmp_path: Path) -> None:
    other = [["Model A", "Model B", "Winner"], ["a", "b", "model_b"]]
    path = workbook(tmp_path / "votes.xlsx", {"Votes": ROWS, "More": other})
    assert counts(here, "votes", path, "--arena", "x") == (2, [])
    preview = here.good(
        "import", "votes", path, "--arena", "x", "--sheet", "More", "--dry-run", "--json"
    ).json
    assert preview["accepted"] == 1
    failed = here("import", "votes", path, "--arena", "x", "--sheet", "None")
    assert (failed.code, "no sheet 'None', but 'Votes', 'More'" in failed.errors) == (1, True)


def test_models_and_prompts_from_standard_input(here: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    models = "Model;Organization;License\nPhoton;Luma;none\nFlux;BFL;MIT\n".encode("utf-16")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(models)))
    assert counts(here, "models", "-", "--format", "csv") == (2, [])
    entry = {"litellm_provider": "fal_ai", "mode": "image_generation", "output_cost_per_image": 1}
    prices = json.dumps({"fal_ai/x": entry}).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(prices))))
    assert here.good("import", "models", "-", "--json").json["offers"]["created"] == 1
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'PROMPT|Category\na cat|animals\n-|"x"\n')))
    assert counts(here, "prompts", "-", "--format", "csv", "--arena", "p") == (
        1,
        [(3, "the text is missing")],
    )


@pytest.mark.parametrize("address", ["http://127.0.0.1/votes.csv", "https://localhost/votes.csv"])
def test_addresses_in_this_network_are_not_asked(here: Commands, address: str) -> None:
    for arguments in (("votes", address, "--arena", "x"), ("models", address)):
        done = here("import", *arguments)
        assert (done.code, "public internet" in done.errors) == (1, True)


def test_a_broken_file_is_an_error_and_no_traceback(here: Commands, tmp_path: Path) -> None:
    for name in ("votes.csv", "votes.parquet", "votes.xlsx", "votes.json", "votes.csv.gz"):
        done = here("import", "votes", written(tmp_path / name, b"\x1f\x8b\x08\xff\x00PAR1"), "--arena", "x")
        assert (done.code, done.errors.startswith("arena: "), "nothing was imported" in done.errors) == (
            1, True, True
        )  # fmt: skip
