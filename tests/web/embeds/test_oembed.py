"""oEmbed: what another site may put in place of a link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.pages.small_site import HOSTILE, small_site
from tests.support.served.api import Api


def test_a_model_is_its_card(site: Api) -> None:
    found = site.get("/oembed", url=f"{site.base}/models/m0", format="json").json()
    assert (found["version"], found["type"], found["title"]) == ("1.0", "rich", "M0")
    assert f'src="{site.base}/cards/m0.svg"' in found["html"]
    assert (found["width"], found["height"]) == (600, 315)
    assert site.client.get(found["thumbnail_url"]).headers["Content-Type"] == "image/png"


def test_an_arena_is_its_board_in_a_frame(site: Api) -> None:
    found = site.get("/oembed", url=f"{site.base}/arenas/t2i?theme=people&page=2#rows").json()
    assert f'<iframe src="{site.base}/embed/arenas/t2i?theme=people"' in found["html"]
    assert found["title"] == "Text to image"


def test_it_fits_the_room_there_is(site: Api) -> None:
    asked = {"url": f"{site.base}/models/m0", "maxwidth": 400, "maxheight": 100}
    found = site.get("/oembed", **asked).json()
    assert found["width"] <= 400
    assert found["height"] <= 100
    board = site.get("/oembed", **{**asked, "url": f"{site.base}/arenas/t2i"}).json()
    assert (board["width"], board["height"]) == (400, 100)


def test_a_page_says_that_it_can_be_embedded(site: Api) -> None:
    html = site.get("/models/m0").text
    assert f'href="{site.base}/oembed?url={site.base.replace(":", "%3A")}/models/m0"' in html


def test_names_are_escaped(site: Api) -> None:
    found = site.get("/oembed", url=f"{site.base}/models/m1").json()
    assert found["title"] == HOSTILE
    assert "<script>" not in found["html"]


@pytest.mark.parametrize(
    "url",
    [
        "{}/",
        "{}/models",
        "{}/models/nobody",
        "{}/models/m0/x",
        "http://elsewhere/models/m0",
        "http://[/",
        "m0",
    ],
)
def test_other_addresses_are_not_found(site: Api, url: str) -> None:
    assert site.get("/oembed", url=url.format(site.base)).status_code == 404


def test_only_json(site: Api) -> None:
    assert site.get("/oembed", url=f"{site.base}/models/m0", format="xml").status_code == 422
    assert site.get("/oembed").status_code == 422


def test_behind_an_address_of_its_own(sqlite_template: Path, tmp_path: Path) -> None:
    public = "https://arena.example"
    with small_site(sqlite_template, tmp_path, public_url=public) as api:
        html = api.get("/models/m0").text
        assert f'href="{public}/oembed?url=https%3A//arena.example/models/m0"' in html
        assert f'<meta property="og:image" content="{public}/cards/m0.png">' in html
        assert api.get("/oembed", url=f"{api.base}/models/m0").status_code == 404
        found = api.get("/oembed", url=f"{public}/models/m0").json()
        assert found["provider_url"] == public
        assert f"Sitemap: {public}/sitemap.xml" in api.get("/robots.txt").text
        assert f"curl {public}/v1/generations" in re.sub(r"<[^>]+>", "", html)
