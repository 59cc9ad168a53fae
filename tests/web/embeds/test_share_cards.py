"""Cards of models: as SVG and as PNG, also of models of which nothing is known."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from service.web.embeds.share_cards import HEIGHT, WIDTH
from tests.support.pages.figures import parsed
from tests.support.served.api import Api


@pytest.mark.parametrize("model", ["m0", "m1", "m3", "m4"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_is_svg(site: Api, model: str, mode: str) -> None:
    answer = site.get(f"/cards/{model}.svg", mode=mode)
    svg = parsed(answer.content)
    assert (svg.attrib["width"], svg.attrib["height"]) == (str(WIDTH), str(HEIGHT))
    assert not [element for element in svg.iter() if element.tag.endswith("script")]


def test_it_says_name_rank_and_score(site: Api) -> None:
    words = " ".join(parsed(site.get("/cards/m0.svg").content).itertext())
    (ranking,) = site.get("/api/v1/models/m0").json()["rankings"]
    for word in ("M0", "#1", "of 3", "Text to image", f"Score {ranking['score']:.2f}", "7 votes"):
        assert word in words
    assert "No votes yet" in site.get("/cards/m4.svg").text
    assert "#000" not in site.get("/cards/m0.svg", mode="dark").text


@pytest.mark.parametrize("model", ["m0", "m1"])
def test_the_png_is_as_large_as_sites_ask_for(site: Api, model: str) -> None:
    answer = site.get(f"/cards/{model}.png")
    assert answer.headers["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (WIDTH, HEIGHT)
        colors = image.convert("RGB").getcolors(1 << 20)
        assert colors is not None
        assert len(colors) > 10  # text and a line, not an empty ground


def test_what_is_not_there_and_what_is_refused(site: Api) -> None:
    for kind in ("svg", "png"):
        assert site.get(f"/cards/nobody.{kind}").status_code == 404


def test_the_page_names_it_for_other_sites(site: Api) -> None:
    assert f'property="og:image" content="{site.base}/cards/m0.png"' in site.get("/models/m0").text
