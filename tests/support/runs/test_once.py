"""Processes of one run make a thing once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.runs import once


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "_shared", [tmp_path])


def test_the_first_makes_it_and_the_others_get_it() -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "it").write_text("whole")

    with ThreadPoolExecutor(4) as several:
        folders = list(several.map(lambda _: once.made_once("a", make), range(8)))
    assert folders == [made[0]] * 8
    assert len(made) == 1
    assert (folders[0] / "it").read_text() == "whole"
    assert once.made_once("b", make) != folders[0]


def test_what_failed_is_made_again() -> None:
    def fail(folder: Path) -> None:
        (folder / "it").write_text("half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once.made_once("a", fail)
    assert (once.made_once("a", lambda folder: (folder / "it").unlink())).is_dir()


@pytest.mark.parametrize(("worker", "beside"), [("gw0", "run"), (None, "run/gw0")])
def test_it_lies_beside_the_folders_of_the_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker: str | None, beside: str
) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    if worker:
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    base = tmp_path / "run" / "gw0"
    base.mkdir(parents=True)
    once.share_in(base)
    assert once.made_once("a", lambda _: None).parent == tmp_path / beside
