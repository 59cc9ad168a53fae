"""Archives: there as a whole or not at all, and harmless no matter who wrote them."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from service.arena.backups.archives import ArchiveSource, ArchiveWriter, part_of
from service.arena.backups.compression import compressed, decompressed
from service.errors import Conflict, Damaged, Invalid, Unavailable

MEMBERS = {
    "tables/votes/000001.json": b"{}",
    f"blobs/log/{'ab' * 32}": bytes(range(256)) * 40,
    "manifest.json": b"x" * 512,
}


def written(path: Path) -> Path:
    writer = ArchiveWriter(path)
    for name, data in MEMBERS.items():
        writer.add(name, data)
    assert not path.exists()
    assert writer.finish() == path.stat().st_size
    return path


def test_members_come_back_and_tar_reads_them(tmp_path: Path) -> None:
    path = written(tmp_path / "new" / "b.tar.zst")
    assert dict(ArchiveSource(path).members()) == MEMBERS
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["b.tar.zst"]
    plain = decompressed("b", path.read_bytes(), 1_000_000)
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        assert archive.getnames() == list(MEMBERS)


def test_an_abandoned_one_leaves_nothing(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / "b.tar.zst")
    writer.add("manifest.json", b"{}")
    writer.abandon()
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_taken_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.tar.zst"
    writer = ArchiveWriter(path)
    with pytest.raises(Conflict, match="another process is writing"):
        ArchiveWriter(path)
    writer.abandon()
    part_of(path).write_bytes(b"of one that was killed" * 1_000)
    written(path)
    assert dict(ArchiveSource(path).members()) == MEMBERS
    with pytest.raises(Conflict, match="exists already"):
        ArchiveWriter(path)
    with pytest.raises(Invalid, match="no backup"):
        ArchiveSource(tmp_path / "other.tar.zst")
    with pytest.raises(Unavailable, match="cannot be read or written"):
        ArchiveWriter(path / "below-a-file.tar.zst")


def test_a_file_that_is_cut_or_changed_anywhere_is_damage(tmp_path: Path) -> None:
    data = written(tmp_path / "b.tar.zst").read_bytes()
    harmed = tmp_path / "harmed.tar.zst"
    for at in range(0, len(data), max(1, len(data) // 60)):
        harmed.write_bytes(data[:at])
        with pytest.raises(Damaged, match=r"ends in the middle|damaged at or after"):
            list(ArchiveSource(harmed).members())
        harmed.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        try:
            found = dict(ArchiveSource(harmed).members())
        except Damaged:
            continue
        assert found == MEMBERS  # a bit of the frame's header that means nothing


def _header(name: str, **values: object) -> bytes:
    info = tarfile.TarInfo(name)
    for key, value in values.items():
        setattr(info, key, value)
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize(
    "archive",
    [
        pytest.param(lambda: _header("../../etc/cron.d/x", size=0), id="path"),
        pytest.param(lambda: _header("/etc/passwd", size=0), id="absolute"),
        pytest.param(lambda: _header("manifest.json", type=tarfile.SYMTYPE, linkname="/etc"), id="link"),
        pytest.param(lambda: _header("manifest.json", type=tarfile.LNKTYPE, linkname="/etc"), id="hard link"),
        pytest.param(lambda: _header("manifest.json", type=tarfile.DIRTYPE), id="folder"),
        pytest.param(lambda: _header("manifest.json", type=tarfile.XHDTYPE, size=2**60), id="pax"),
        pytest.param(lambda: _header("manifest.json", size=2**62), id="size"),
        pytest.param(lambda: _header("manifest.json", size=200_000_000), id="cut"),
        pytest.param(lambda: _header("x" * 150, size=0), id="long name"),
        pytest.param(lambda: b"\xff" * 512, id="noise"),
    ],
)
def test_a_hostile_archive_is_refused(tmp_path: Path, archive: Callable[[], bytes]) -> None:
    path = tmp_path / "b.tar.zst"
    path.write_bytes(compressed(archive()))
    with pytest.raises(Damaged):
        list(ArchiveSource(path).members())
    assert [one.name for one in tmp_path.iterdir()] == ["b.tar.zst"]
