"""Files under names, in a folder and in a bucket."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.blobs.shelves import FolderShelf, S3Shelf, Shelf, open_shelf
from service.errors import Damaged, Invalid, Unavailable


@pytest.fixture(params=["folder", "s3"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    """Return an empty shelf of each kind."""
    if request.param == "folder":
        return FolderShelf(tmp_path / "shelf")
    return S3Shelf(request.getfixturevalue("s3_environment"), f"shelf/{tmp_path.name}")


def test_files_under_names(shelf: Shelf) -> None:
    assert list(shelf.names()) == []
    shelf.write("a/b/one", b"1")
    shelf.write("a/b/one", b"first")
    shelf.write("two", b"")
    assert shelf.read("a/b/one", 5) == b"first"
    assert shelf.read("two", 0) == b""
    assert sorted(shelf.names()) == ["a/b/one", "two"]
    shelf.remove("a/b/one")
    assert list(shelf.names()) == ["two"]
    shelf.remove("never")


def test_what_is_missing_or_too_large_is_damage(shelf: Shelf) -> None:
    shelf.write("large", b"12345")
    for name, what in (("large", "larger than 4 bytes"), ("gone", "gone is missing")):
        with pytest.raises(Damaged, match=what):
            shelf.read(name, 4)


def test_a_place_that_fails_is_named(tmp_path: Path, s3_environment: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match=f"{tmp_path}/file cannot be read or written"):
        FolderShelf(tmp_path / "file").write("one", b"")
    with pytest.raises(Unavailable, match="s3://no-such-bucket/x: there is no such bucket"):
        S3Shelf("no-such-bucket", "x").write("one", b"")
    assert s3_environment


def test_addresses(tmp_path: Path, s3_environment: str) -> None:
    assert isinstance(open_shelf(f"s3://{s3_environment}/x"), S3Shelf)
    open_shelf(f"file://{tmp_path}/one").write("name", b"1")
    assert open_shelf(str(tmp_path / "one")).read("name", 1) == b"1"
    for url in ("ftp://host/x", "s3://", "file://"):
        with pytest.raises(Invalid):
            open_shelf(url)
