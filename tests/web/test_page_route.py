"""Addresses as people share them: what a page does not know changes nothing."""

from __future__ import annotations

import pytest

from service.web.page_route import only
from tests.support.served.api import Api

PAGES = (
    "/",
    "/models",
    "/models/m0",
    "/arenas/t2i?theme=people",
    "/arenas/t2i/prices",
    "/compare?models=m0,m1",
    "/integrity",
    "/methodology",
    "/playground",
    "/badges/m0.svg",
    "/cards/m0.svg?mode=dark",
    "/charts/t2i/leaderboard.svg?mode=dark",
    "/embed/arenas/t2i?rows=2",
    "/robots.txt",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_shared_link_shows_the_page(site: Api, page: str) -> None:
    plain = site.client.get(page)
    assert plain.status_code == 200
    more = "&" if "?" in page else "?"
    shared = site.client.get(f"{page}{more}utm_source=letter&fbclid=x&ref=you&v=2&%75tm_term=y")
    assert shared.text == plain.text
    # It is the same entry of the cache, so nobody can fill that with made-up parameters.
    assert shared.headers.get("ETag") == plain.headers.get("ETag")


def test_what_a_page_knows_is_still_checked(site: Api) -> None:
    assert site.get("/charts/t2i/leaderboard.svg", mode="sepia", ref="x").status_code == 422
    assert site.get("/arenas/t2i", sort="color", ref="x").status_code == 422


def test_parameters_keep_their_order_and_their_spelling() -> None:
    names = frozenset({"theme", "q"})
    assert only(b"q=a+b&utm_source=x&theme=%C3%A9&q=2", names) == b"q=a+b&theme=%C3%A9&q=2"
    assert only(b"&&th%65me=x&=1&theme", names) == b"th%65me=x&theme"
    assert only(b"ref=1", names) == b""
