"""What search engines ask for."""

from __future__ import annotations

from pathlib import Path
from urllib.robotparser import RobotFileParser

from tests.support.api import Api
from tests.support.figures import parsed
from tests.support.small_site import small_site


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
