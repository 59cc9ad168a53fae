"""Choosing votes by hand: the form, a preview that comes true, and a flag that releases them."""

from __future__ import annotations

import re

from service.arena.integrity import networks
from tests.support.served.admins import AdminBrowser

PATH = "/admin/integrity/votes"
CHOICE = {"network": "", "since": "1970-01-01", "until": "", "within": "3", "voters": "new"}
QUERY = "&".join(f"{name}={value}" for name, value in CHOICE.items())


def last(page: str) -> str:
    found = re.search(r'name="last" value="(\d+)"', page)
    assert found
    return found[1]


def test_seen_and_then_held(desk: AdminBrowser) -> None:
    assert "votes chosen" not in desk.get(PATH)
    page = desk.get(f"{PATH}?arena=t2i&{QUERY}")
    found = re.search(r"([\d,]+) votes chosen", page)
    assert found
    assert "Effects of holding" in page
    counted = desk.api.get("/api/v1/arenas/t2i/ledger").json()["total"]["counted"]
    sent = {"arena": "t2i", **CHOICE, "last": last(page)}
    assert desk.send(PATH, **sent, why=" ").status_code == 422
    for number in ("no", "²", "9" * 5_000):
        assert desk.send(PATH, **{**sent, "last": number}, why="a burst").status_code == 422
    flag = desk.done(PATH, **sent, why="a burst").partition("?")[0]
    assert "a burst" in desk.get(flag)
    after = desk.api.get("/api/v1/arenas/t2i/ledger").json()["total"]["counted"]
    assert counted - after == int(found[1])
    assert "No vote that counts is like this." in desk.get(f"{PATH}?arena=t2i&{QUERY}")
    desk.done(f"{flag}/release")
    assert desk.api.get("/api/v1/arenas/t2i/ledger").json()["total"]["counted"] == counted
    assert "a burst" not in desk.api.get("/api/v1/arenas/t2i/votes").text


def test_page_by_page_and_by_network(desk: AdminBrowser) -> None:
    first = desk.get(f"{PATH}?arena=t2i&since=1970-01-01")
    more = re.search(r'href="(/admin/integrity/votes[^"]+after=\d+)#votes"', first)
    assert more
    assert desk.get(more[1]).count('class="card"') == first.count('class="card"') == 24
    one = desk.get(f"{PATH}?arena=t2i&network={networks.text_of(1_010)}")
    assert "1 vote chosen" in one


def test_what_cannot_be_read_is_said_in_the_form(desk: AdminBrowser) -> None:
    answer = desk.client.get(f"{PATH}?arena=t2i&network=192.0.2.1&within=3")
    assert answer.status_code == 422
    assert "is not a network" in answer.text.lower()
    assert 'value="3"' in answer.text
    assert desk.client.get(f"{PATH}?arena=nowhere&within=3").status_code == 404
