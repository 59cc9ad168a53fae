"""What search engines ask for."""

from __future__ import annotations

from pathlib import Path
from urllib.robotparser import RobotFileParser

from tests.support.pages.figures import parsed
from tests.support.pages.small_site import small_site
from tests.support.served.api import Api


def rules(api: Api) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(api.get("/robots.txt").text.splitlines())
    return parser


def test_where_they_may_go(site: Api) -> None:
    parser = rules(site)
    for path in ("/", "/models/m0", "/arenas/t2i", "/cards/m0.png"):
        assert parser.can_fetch("*", path)
    for path in ("/admin", "/me", "/blind/x", "/api/v1/models"):
        assert not parser.can_fetch("*", path)
    assert parser.site_maps() == [f"{site.base}/sitemap.xml"]


def test_every_address_of_the_map_is_a_page(site: Api) -> None:
    tree = parsed(site.get("/sitemap.xml").content)
    places = [element.text or "" for element in tree.iter() if element.tag.endswith("}loc")]
    assert f"{site.base}/models/m0" in places
    for place in places:
        if "/models" in place or "/organizations" in place or "/prices" in place:
            assert site.client.get(place).status_code == 200, place


def test_nobody_is_let_in_without_public_reads(sqlite_template: Path, tmp_path: Path) -> None:
    with small_site(sqlite_template, tmp_path, public_reads=False) as api:
        assert not rules(api).can_fetch("*", "/")
        assert api.get("/sitemap.xml").status_code == 401


def test_a_forged_host_is_only_in_the_forgers_own_answer(site: Api) -> None:
    forged = {"Host": "elsewhere.example"}
    embed = f"/oembed?url={site.base}/models/m0"
    for page in ("/robots.txt", "/sitemap.xml", "/llms.txt", "/", "/models/m0", "/arenas/t2i"):
        answer = site.client.get(page, headers=forged)
        assert "elsewhere.example" in answer.text
        assert answer.headers["Cache-Control"].startswith("private")
        assert "elsewhere.example" not in site.client.get(page).text
    for page in ("/embed/arenas/t2i", "/cards/m0.svg", "/card.svg", "/api/v1/models"):
        assert "elsewhere.example" not in site.client.get(page, headers=forged).text
    assert site.client.get(embed, headers=forged).status_code == 404
    assert site.client.get(embed).headers["Cache-Control"] == "private, no-cache"
    assert site.client.get("/", headers={"Host": 'x"><script>'}).status_code == 400


def test_the_public_url_stands_whatever_the_host(sqlite_template: Path, tmp_path: Path) -> None:
    with small_site(sqlite_template, tmp_path, public_url="https://arena.example") as api:
        text = api.client.get("/sitemap.xml", headers={"Host": "elsewhere.example"}).text
        assert "https://arena.example/models/m0" in text
        assert "elsewhere" not in text
