"""``arena gold``: pairs chosen from images and files, and what voters answered."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.db.databases import on_sqlite
from tests.support.images.pictures import picture
from tests.support.images.uploads import ARENA, hang, open_gallery
from tests.support.processes.commands import Commands
from tests.support.served.api import in_write
from tests.support.votes.arenas import arena_services
from tests.support.votes.gold import add_answered


async def fill(url: str, folder: Path) -> list[str]:
    """Make an arena with two images for a prompt; return their numbers."""
    async with arena_services(url, folder) as services:
        prompt = await open_gallery(services)
        return [str((await hang(services, model, prompt)).id) for model in ("m0", "m1")]


@pytest.mark.slow
def test_chosen_from_files_and_images(sqlite_url: str, tmp_path: Path) -> None:
    arena = Commands(sqlite_url, tmp_path / "data")
    good, broken = asyncio.run(fill(sqlite_url, tmp_path / "data"))
    file = tmp_path / "broken.png"
    file.write_bytes(picture(5))
    add = ("gold", "add", "--arena", ARENA, "--good", good)
    assert arena.good(*add, "--broken-file", str(file), "--json").json == {"pair": 1}
    assert arena.good(*add, "--broken", broken).text == "gold pair 2 added\n"
    assert arena(*add, "--broken", broken).code == 1
    assert arena(*add).code == 2
    assert arena.good("gold", "retire", "--arena", ARENA, "--pair", "1").text.startswith("gold pair 1 is no")
    pairs = arena.good("gold", "list", "--arena", ARENA, "--json").json["pairs"]
    assert [(one["pair"], one["answers"], one["dealt"]) for one in pairs] == [(2, 0, True), (1, 0, False)]


def test_what_voters_answered(sqlite_url: str, tmp_path: Path) -> None:
    arena = Commands(sqlite_url, tmp_path / "data")
    in_write(sqlite_url, add_answered)
    assert "right" in arena.good("gold", "list", "--arena", "t2i").text
    voters = arena.good("gold", "voters", "--arena", "t2i", "--json").json["voters"]
    assert [(one["gold"], one["gold_right"], one["repeats_same"]) for one in voters] == [(1, 0, 0), (1, 1, 1)]
    assert voters[0]["voter"] in arena.good("gold", "voters", "--arena", "t2i").text
    first = arena.good("gold", "agreement", "--arena", "t2i", "--json").json["agreement"][0]
    assert (first["theme"], first["pairs"], first["gold"]) == ("", 1, 2)
    assert "(all)" in arena.good("gold", "agreement", "--arena", "t2i").text


@on_sqlite
def test_nothing_there(filled: Commands) -> None:
    assert filled.good("gold", "list", "--arena", "t2i").text == "no pairs\n"
    assert filled.good("gold", "voters", "--arena", "t2i").text == "no answers to gold pairs or repeats\n"
    assert filled("gold", "retire", "--arena", "t2i", "--pair", "9").code == 1
