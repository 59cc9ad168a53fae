"""``arena import images``."""

from pathlib import Path

import pytest

from tests.support.files.files import written
from tests.support.images.pictures import picture
from tests.support.processes.commands import Commands


@pytest.mark.slow
def test_a_folder_of_ones_own(arena: Commands, tmp_path: Path) -> None:
    for prompt in ("A red fox", "A blue door"):
        (tmp_path / "mine" / prompt).mkdir(parents=True)
        for model in ("photon-flash-1", "umbra"):
            written(tmp_path / "mine" / prompt / f"{model}.png", picture(len(prompt + model)))
    written(tmp_path / "mine" / "A red fox" / "broken.png", "no image")
    told = ("import", "images", tmp_path / "mine", "--arena", "t2i")
    first = arena.good(*told, "--json").json
    assert (first["accepted"], first["duplicates"]) == (4, 0)
    assert [refused["line"] for refused in first["rejected"]] == [3]
    assert first["rejected"][0]["detail"].endswith("broken.png: the file is not a PNG, JPEG or WebP image")
    again = arena.good(*told)
    assert again.text == "0 images added, 4 were already there\n"
    assert "broken.png" in again.errors


def test_a_manifest_that_is_none(arena: Commands, tmp_path: Path) -> None:
    path = written(tmp_path / "m.csv", "a,b\n1,2\n")
    done = arena("import", "images", path, "--arena", "t2i")
    assert done.code == 1
    assert "no column 'model', and no column 'path' or 'url'" in done.errors
