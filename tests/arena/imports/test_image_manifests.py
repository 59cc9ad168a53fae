"""Manifests of images: tables and folders, and what in them is no image."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.arena.imports import image_manifests as manifests
from service.arena.imports.image_manifests import ImageEntry, read_images
from service.domain.axes import PromptCategory
from service.errors import Invalid, Malformed
from tests.support.files.files import written


def test_a_table(tmp_path: Path) -> None:
    rows = (
        "model,prompt,prompt_id,path,url,themes,language\n"
        "Photon Flash,A red fox,,a/1.png,,animals;winter,en\n"
        "m,,17,b/2.png,,,\n"
        "m,A cat,,,https://i.example/3.png,,\n"
    )
    file = read_images(written(tmp_path / "m.csv", rows))
    assert file.refused == []
    assert file.entries == [
        ImageEntry(
            2,
            "Photon Flash",
            tmp_path / "a/1.png",
            "A red fox",
            PromptCategory.of(["animals", "winter"], "en"),
        ),
        ImageEntry(3, "m", tmp_path / "b/2.png", 17),
        ImageEntry(4, "m", "https://i.example/3.png", "A cat"),
    ]


def test_lines_of_json(tmp_path: Path) -> None:
    rows = [
        {"model": "m", "prompt_id": 17, "path": "1.png"},
        {"model": "m", "prompt": "A cat", "path": "1.png", "theme": "animals"},
        {"model": "m", "prompt": "A cat", "path": "1.png", "themes": ["b", "a"], "language": "German"},
    ]
    path = written(tmp_path / "m.ndjson", "\n".join(json.dumps(row) for row in rows))
    entries = read_images(path).entries
    assert [entry.prompt for entry in entries] == [17, "A cat", "A cat"]
    assert [entry.stratum for entry in entries] == [
        None,
        PromptCategory(("animals",)),
        PromptCategory.of(["a", "b"], "de"),
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",A cat,,1.png,,,", "model is missing"),
        ("?!,A cat,,1.png,,,", "cannot be a model"),
        ("m,,,1.png,,,", "prompt or prompt_id is missing"),
        ("m,A cat,1,1.png,,,", "prompt and prompt_id are both given"),
        ("m,,first,1.png,,,", "is not the id of a prompt"),
        ("m,,0,1.png,,,", "is not the id of a prompt"),
        ("m,," + "9" * 30 + ",1.png,,,", "is not the id of a prompt"),
        ("m,A cat,,,,,", "path or url is missing"),
        ("m,A cat,,1.png,https://i.example/1,,", "path and url are both given"),
        ("m,A cat,,1.png,,?!,", "themes must be words"),
        ("m,A cat,,1.png,,,Klingonish", "language"),
        ("m," + "a" * 10_001 + ",,1.png,,,", "10001 characters"),
    ],
)
def test_a_row_that_is_wrong_is_refused_alone(tmp_path: Path, row: str, why: str) -> None:
    head = "model,prompt,prompt_id,path,url,themes,language\n"
    file = read_images(written(tmp_path / "m.csv", f"{head}m,A cat,,1.png,,,\n{row}\n"))
    assert [entry.line for entry in file.entries] == [2]
    assert [refused.line for refused in file.refused] == [3]
    assert why in file.refused[0].detail


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("prompt,path\nA cat,1.png\n", "no column 'model'"),
        ("model,path\nm,1.png\n", "no column 'prompt' or 'prompt_id'"),
        ("model,prompt\nm,A cat\n", "no column 'path' or 'url'"),
    ],
)
def test_a_table_of_something_else_is_refused(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        read_images(written(tmp_path / "m.csv", content))


def test_a_broken_or_unknown_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed):
        read_images(written(tmp_path / "m.ndjson", "{"))
    with pytest.raises(Invalid, match="does not say its format"):
        read_images(written(tmp_path / "m.txt", "x"))


def test_a_folder(tmp_path: Path) -> None:
    for name in ("A red fox/photon-flash-1.png", "A red fox/umbra v2.1.webp", "long/m.jpg", ".git/x/y"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    for name in ("readme.md", "A red fox/.DS_Store", "A red fox/more/m.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    written(tmp_path / "long" / "prompt.txt", "Is it day/night?\n")
    file = read_images(tmp_path)
    assert [(entry.model, entry.prompt, entry.stratum) for entry in file.entries] == [
        ("photon-flash-1", "A red fox", None),
        ("umbra v2.1", "A red fox", None),
        ("m", "Is it day/night?", None),
    ]
    assert all(isinstance(entry.place, Path) and entry.place.is_file() for entry in file.entries)
    assert [refused.detail for refused in file.refused] == [
        "A red fox/more/m.png is not laid out as prompt/model.png",
        "readme.md is not laid out as prompt/model.png",
    ]


def test_files_outside_of_the_folder_are_refused_with_their_rows(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "deeper").mkdir(parents=True)
    for path in (tmp_path / "secret.png", folder / "1.png"):
        path.write_bytes(b"")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "up").symlink_to(tmp_path)
    (folder / "fine.png").symlink_to(folder / "1.png")
    (folder / "circle.png").symlink_to(folder / "circle.png")
    names = ("1.png", "deeper/../1.png", "fine.png", "../mine/1.png")
    refused = {
        "../secret.png": "leads out",
        str(folder / "1.png"): "is absolute",
        "link.png": "leads out",
        "up/secret.png": "leads out",
        "deeper/../../secret.png": "leads out",
        "circle.png": "is not the path",
    }
    rows = "".join(f"m,A cat,{name}\n" for name in (*names, *refused))
    file = read_images(written(folder / "m.csv", f"model,prompt,path\n{rows}"))
    assert [entry.line for entry in file.entries] == [2, 3, 4, 5]
    assert [one.line for one in file.refused] == [6, 7, 8, 9, 10, 11]
    for one, (name, why) in zip(file.refused, refused.items(), strict=True):
        assert name in one.detail
        assert why in one.detail


def test_a_folder_with_links_that_lead_out(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    for name in ("A cat", "A dog"):
        (folder / name).mkdir(parents=True)
        (folder / name / "m.png").write_bytes(b"")
    written(tmp_path / "secret.txt", "root:x:0:0")
    (folder / "A cat" / "secret.png").symlink_to(tmp_path / "secret.txt")
    (folder / "A dog" / "prompt.txt").symlink_to(tmp_path / "secret.txt")
    file = read_images(folder)
    assert [(entry.model, entry.prompt) for entry in file.entries] == [("m", "A cat")]
    assert [one.line for one in file.refused] == [2, 3]
    assert all("leads out of the manifest's folder" in one.detail for one in file.refused)


def test_a_huge_prompt_file_is_refused_without_being_read(tmp_path: Path) -> None:
    (tmp_path / "long").mkdir()
    (tmp_path / "long" / "m.png").write_bytes(b"")
    with (tmp_path / "long" / "prompt.txt").open("wb") as file:
        file.truncate(8 << 30)  # takes no room on the disk, and would not fit in memory
    read = read_images(tmp_path)
    assert read.entries == []
    assert [one.detail for one in read.refused] == ["prompt.txt has more than 10,000 characters"]


def test_a_manifest_from_elsewhere_names_no_files_here(tmp_path: Path) -> None:
    """An address has no folder, and a manifest in standard input has the present one."""
    with pytest.raises(Invalid, match="came from the internet; use url"):
        manifests._inside(None, "1.png")
    assert manifests._inside(tmp_path, "1.png") == tmp_path / "1.png"


def test_columns_in_other_spellings_and_a_theme(tmp_path: Path) -> None:
    entries = read_images(
        written(tmp_path / "m.csv", "Model;PROMPT;Path;Theme\nm;A cat;1.png;pets\n")
    ).entries
    assert [(one.model, one.prompt, one.place) for one in entries] == [("m", "A cat", tmp_path / "1.png")]
    assert entries[0].stratum == PromptCategory(("pets",))
