"""The Hub, as far as it can be tested without it: its client, and a server that speaks its API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.blobs import hub
from service.errors import Invalid, Unavailable
from tests.support.network.hub import HubServer, hub_server

URL = "hf://datasets/owner/name"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """Yield a server in place of the Hub."""
    with hub_server(monkeypatch) as started:
        yield started


def test_urls() -> None:
    assert hub.repository(URL) == hub.repository(f"{URL}/") == "owner/name"
    for url in ("hf://owner/name", "hf://datasets/owner", "hf://datasets/a/b/c", "s3://datasets/a/b"):
        with pytest.raises(Invalid, match="hf://datasets/OWNER/NAME"):
            hub.repository(url)


def test_a_folder_replaces_the_data_in_one_commit(server: HubServer, tmp_path: Path) -> None:
    for name, data in (
        ("README.md", b"# Card"),
        ("data/votes/00001.parquet", b"votes"),
        ("chain/1.json", b"{}"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert hub.upload(tmp_path, URL, "2026-11-22-7")
    assert server.commits == ["2026-11-22-7"]
    assert server.files == {
        "LICENSE": b"theirs",
        "README.md": b"# Card",
        "data/votes/00001.parquet": b"votes",
        "chain/1.json": b"{}",
    }


def test_a_refusal_changes_nothing(server: HubServer, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Card")
    before = dict(server.files)
    server.refuses = True
    with pytest.raises(Unavailable, match="the Hugging Face Hub did not take owner/name: "):
        hub.upload(tmp_path, URL, "one")
    assert (server.files, server.commits) == (before, [])
