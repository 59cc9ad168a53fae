"""Cards of an arena, of a comparison, and of the site."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from service.web.embeds.share_cards import HEIGHT, WIDTH
from tests.support.pages.figures import parsed
from tests.support.served.api import Api

PATHS = ("/card.png", "/cards/arenas/t2i.png", "/cards/compare.png?models=m0,m1")


@pytest.mark.parametrize("path", PATHS)
def test_the_png_is_as_large_as_sites_ask_for(site: Api, path: str) -> None:
    answer = site.get(path)
    assert answer.headers["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (WIDTH, HEIGHT)


def test_an_arena_shows_its_first_models_with_their_scores(site: Api) -> None:
    words = " ".join(parsed(site.get("/cards/arenas/t2i.svg").content).itertext())
    board = site.get("/api/v1/arenas/t2i/leaderboard").json()
    assert "Text to image" in words
    for row in board["rows"][:4]:
        assert f"{row['score']:.2f}" in words


def test_the_site_shows_its_arenas_with_their_votes(site: Api, sqlite_api: Api) -> None:
    words = " ".join(parsed(site.get("/card.svg").content).itertext())
    assert "Which image is better?" in words
    assert "Text to image" in words
    assert "No votes yet" in sqlite_api.get("/card.svg").text


def test_pages_name_them_for_other_sites(site: Api) -> None:
    pages = ("/", "/arenas/t2i?theme=people", "/compare?models=m0,m1")
    for page, path in zip(pages, PATHS, strict=True):
        assert f'property="og:image" content="{site.base}{path}"' in site.get(page).text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/cards/arenas/none.png", 404),
        ("/cards/compare.png?models=m0,none", 404),
        ("/cards/compare.png?models=m0", 422),
    ],
)
def test_what_is_not_there_and_what_is_refused(site: Api, path: str, status: int) -> None:
    assert site.get(path).status_code == status
