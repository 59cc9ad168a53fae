"""Files that a file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.imports.places import inside
from service.errors import Invalid


def test_a_file_in_the_folder(tmp_path: Path) -> None:
    assert inside(tmp_path, "a/b.png") == tmp_path / "a" / "b.png"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("/etc/passwd", "is absolute"),
        ("../x", "leads out"),
        ("a/../../x", "leads out"),
        ("a\0b", "is not the path of a file"),
    ],
)
def test_names_that_are_refused(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        inside(tmp_path, name)


def test_a_long_name_is_shown_in_part(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        inside(tmp_path, "../" * 1_000)
    assert len(caught.value.detail) < 200
