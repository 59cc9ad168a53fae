"""Data sets of preferences for images."""

import pytest

from service.arena.imports.presets.images import HPD
from service.arena.imports.readers.frames import text_frame
from tests.support.files.imports import imported, opened, recounted
from tests.support.files.preset_samples import Vote, rankings_of, read, sample, voter, votes_of


def test_imgsys() -> None:
    assert votes_of("imgsys") == [
        Vote("brush-1", "ink-2", "left", "a red kite", at="2024-04-20 09:00:00.250000", id="1"),
        Vote("brush-1", "ink-2", "right", "two owls", at="2024-04-20 09:00:10", id="2"),
        Vote("ink-2", "brush-1", "tie", "a tin robot", at="2024-04-20 09:00:20", id="3"),
    ]


def test_pick_a_pic() -> None:
    at = "2023-03-01 12:00:0{}.500000".format
    assert votes_of("pick-a-pic") == [
        Vote("brush-1", "ink-2", "left", "a red kite", at=at(2), voter=voter("7")),
        Vote("brush-1", "ink-2", "tie", "a red kite", at=at(1), voter=voter("7")),
        Vote("ink-2", "brush-1", "right", "a red kite", at=at(0), voter=voter("8")),
    ]
    assert read(sample("pick-a-pic")).filtered == 2  # one model twice, and a row without a label


def test_human_preference_data_sets() -> None:
    assert votes_of("hpd") == [
        Vote("a1.jpg", "a2.jpg", "left", "a red kite", voter=voter("h1")),
        Vote("b1.jpg", "b2.jpg", "right", "two owls", voter=voter("h2")),
    ]
    assert votes_of("hpd-3") == [
        Vote("brush-1", "ink-2", "left", "a red kite"),
        Vote("clay-3", "ink-2", "left", "two owls"),
    ]


def test_rankings_of_images() -> None:
    assert rankings_of("imagereward") == [
        (["k/1.webp", "k/2.webp", "k/3.webp"], [2, 1, 2]),
        (["o/1.webp", "o/2.webp"], [1, 2]),
    ]
    assert rankings_of("rankings") == [(["brush-1", "ink-2", "clay-3"], [1, 2, 2])]
    images = ["a1.jpg", "a2.jpg", "a3.jpg"]
    assert rankings_of("hpd-test") == [(images, [2, 1, 3]), (images, [1, 2, 3])]


@pytest.mark.anyio
async def test_rankings_are_rated_and_known_again(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        for name, votes in (("imagereward", 2), ("hpd-test", 2), ("rankings", 1), ("wmt", 1)):
            assert (await imported(database, sample(name))).accepted == votes
            again = await imported(database, sample(name))
            assert (again.accepted, again.duplicates) == (0, votes)
        assert (await recounted(database)).differences == 0


def test_one_choice_among_several_is_a_ranking() -> None:
    batch = text_frame({"human_preference": ["2"], "file_path": ['["a", "b", "c"]']}, [1], [])
    row = HPD.votes(batch).frame.row(0, named=True)
    assert (row["models"], row["ranks"]) == ('["a", "b", "c"]', "[2, 2, 1]")


def test_open_image_preferences() -> None:
    assert votes_of("open-image-preferences") == [
        Vote("brush-1", "ink-2", "left", "a busy street", "Manga", id="3368-quality"),
        Vote("ink-2", "brush-1", "left", "a lamp", "Anime", id="3369-simplified"),
    ]
