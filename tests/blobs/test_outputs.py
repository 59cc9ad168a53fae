"""Outputs: a plain file is replaced as a whole, and everything else stays what it is."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from service.blobs.outputs import is_standard_output, open_folder, open_output, plain_file
from service.errors import Conflict, StorageFull, Unavailable


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(place: Path | str, data: bytes = b"new") -> None:
    with open_output(str(place)) as output:
        output.write(data)


def test_a_plain_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    write(path)
    mode = path.stat().st_mode
    (tmp_path / "usual").touch()
    assert mode == (tmp_path / "usual").stat().st_mode
    path.chmod(0o640)
    inode = path.stat().st_ino
    with open_output(str(path)) as output:
        output.write(b"newer")
        assert path.read_bytes() == b"new"
    assert path.read_bytes() == b"newer"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_ino != inode
    assert names_in(tmp_path) == ["usual", "votes.csv"]


def test_nothing_is_left_when_something_fails(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_bytes(b"precious")

    def fail() -> None:
        with open_output(str(path)) as output:
            output.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    with pytest.raises(FileNotFoundError, match="nowhere"):
        write(tmp_path / "nowhere" / "votes.csv")
    with pytest.raises(Unavailable, match="cannot be read or written: Is a directory"):
        write(tmp_path)
    assert path.read_bytes() == b"precious"
    assert names_in(tmp_path) == ["votes.csv"]


def test_the_target_of_a_link_gets_the_content(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    real, first, second = tmp_path / "far" / "real.csv", tmp_path / "first", tmp_path / "second"
    first.symlink_to("far/real.csv")
    second.symlink_to(first)
    for content in (b"into a link to nothing", b"into a link to a file"):
        write(second, content)
        assert real.read_bytes() == content
    assert (first.readlink(), second.readlink()) == (Path("far/real.csv"), first)
    assert names_in(tmp_path) == ["far", "first", "second"]
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(Unavailable, match="symbolic links"):
        write(tmp_path / "round")


def test_a_pipe_stays_a_pipe_and_its_reader_gets_everything(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for place in (pipe, link):
        got: list[bytes] = []
        reader = threading.Thread(target=lambda sink=got: sink.append(pipe.read_bytes()))
        reader.start()
        write(place, b"x" * 100_000)
        reader.join()
        assert got == [b"x" * 100_000]
        assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names_in(tmp_path) == ["link", "pipe"]


def test_a_reader_that_leaves_is_named(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: pipe.open("rb").close())
    reader.start()

    def write_late() -> None:
        with open_output(str(pipe)) as output:
            reader.join()
            output.write(b"x")

    with pytest.raises(Unavailable, match=r"pipe cannot be read or written: Broken pipe"):
        write_late()
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_stays_a_device() -> None:
    reader, terminal = os.openpty()
    name = os.ttyname(terminal)
    write(name, b"to the terminal")
    assert os.read(reader, 100) == b"to the terminal"
    assert stat.S_ISCHR(Path(name).stat().st_mode)
    for number in (reader, terminal):
        os.close(number)
    with pytest.raises(StorageFull, match="the disk is full: /dev/full"):
        write("/dev/full")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_standard_output_by_all_its_names(tmp_path: Path) -> None:
    script = (
        "import sys; from service.blobs.outputs import open_output\n"
        "with open_output(sys.argv[1]) as output: output.write(b'content')"
    )
    for name in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        assert is_standard_output(name)
        assert plain_file(name) is None
        log = tmp_path / "log"
        log.write_bytes(b"before\n")
        with log.open("ab") as file:
            subprocess.run([sys.executable, "-c", script, name], check=True, stdout=file)
        assert log.read_bytes() == b"before\ncontent"
    assert not is_standard_output(str(tmp_path / "log"))
    assert not is_standard_output("/dev/fd/2")
    assert names_in(tmp_path) == ["log"]


def test_another_descriptor(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"before\n")
    with log.open("ab") as file:
        write(f"/dev/fd/{file.fileno()}")
    assert log.read_bytes() == b"before\nnew"


def test_a_folder_has_its_name_once_it_is_whole(tmp_path: Path) -> None:
    place = tmp_path / "set"
    with open_folder(str(place)) as folder:
        (folder / "a").write_bytes(b"a")
        assert not place.exists()
    assert names_in(place) == ["a"]
    with pytest.raises(Conflict, match="set is not a new or empty folder"), open_folder(str(place)):
        pass
    for name in ("-", str(place / "a")):
        with pytest.raises(Conflict), open_folder(name):
            pass
    (tmp_path / "empty").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to("empty")
    with open_folder(str(tmp_path / "link")) as folder:
        (folder / "b").write_bytes(b"b")
    assert names_in(tmp_path / "empty") == ["b"]
    assert stat.S_IMODE((tmp_path / "empty").stat().st_mode) == 0o700
    with (
        pytest.raises(StorageFull),
        open_folder(str(tmp_path / "full")),
        Path("/dev/full").open("wb") as file,
    ):
        file.write(b"x")
    with pytest.raises(FileNotFoundError), open_folder(str(tmp_path / "no" / "where")):
        pass
    assert names_in(tmp_path) == ["empty", "link", "set"]
