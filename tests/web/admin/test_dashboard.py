"""The first page: the state of the service in numbers, each of which leads to where it can be acted on."""

from __future__ import annotations

import re

from tests.support.served.admins import AdminBrowser


def tile(page: str, name: str) -> tuple[str, str]:
    """Return the number and the link of a tile."""
    found = re.search(rf'<a href="([^"]+)"><span>{name}</span> <strong>(.*?)</strong>', page)
    assert found, name
    return found[2], found[1]


def test_what_happened_and_what_to_do(desk: AdminBrowser) -> None:
    assert "No arenas yet" in desk.get("/admin")
    api = desk.api
    api.made("/api/v1/arenas", slug="t2i", name="Pictures")
    for slug in ("a", "b"):
        api.made("/api/v1/models", slug=slug, name=slug)
    assert "No votes in the last 30 days." in desk.get("/admin")
    ballots = [{"model_left": "a", "model_right": "b", "outcome": "left", "voter": one} for one in "xy"]
    api.post("/api/v1/arenas/t2i/votes", {"votes": ballots}, "votes")
    assert "Set one" in desk.get("/admin")
    desk.done("/admin/arenas/t2i", name="Pictures", voting_question="Which?", target_votes="8")
    page = desk.get("/admin")
    assert '<a href="/arenas/t2i/vote">25%</a> <span class="quiet">of 8</span>' in page
    assert tile(page, "Votes today") == ("2", "/admin/votes")
    assert tile(page, "Voters in 7 days") == ("2", "/admin/voters")
    assert tile(page, "Flags to review") == ("0", "/admin/integrity?arena=t2i&state=open")
    assert 'aria-label="Votes by day, all arenas"' in page
    assert '<a href="/arenas/t2i/vote">2 votes</a> <span class="quiet">for 2 models</span>' in page
    assert "No key has a limit." in page
    assert "No image failed." in page
    links = set(re.findall(r'href="(/[^"#]*)"', page.partition("<main")[2].partition("</main")[0]))
    assert {link: desk.client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
