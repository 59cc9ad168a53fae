"""Atom feeds: valid XML with everything that Atom requires, linked from pages, and cached."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from service.arena.webhooks.notices import Kind, Notice, announce
from service.db.engine import WriteSession
from service.db.queries import arenas, models
from tests.support.served.api import Api, in_write

ATOM = "{http://www.w3.org/2005/Atom}"
BOARD = {"arena": "t2i", "revision": 3, "position": 40}


def news(session: WriteSession) -> None:
    arena, ids = arenas.get(session, "t2i"), models.ids_of(session, ["a"])
    assert arena is not None
    axes: list[dict[str, object]] = [
        {"theme": None, "language": None},
        {"theme": "food-and-drink", "language": "pt-BR"},
    ]
    made: dict[Kind, dict[str, object]] = {
        Kind.MODEL_RANKED: {"axes": [{**axis, "rank": 2} for axis in axes]},
        Kind.RANK_CHANGED: {"axes": [{**axes[1], "before": 2, "rank": 1, "rank_low": 1, "rank_high": 1}]},
        Kind.LEADER_DECIDED: {"axis": axes[0], "previous": None},
        Kind.MODEL_DRIFTED: {"before": {"mu": 25.0}, "after": {"mu": 27.5}, "since": "2026-11-20"},
        Kind.INTEGRITY_FLAGGED: {},
    }
    announce(
        session,
        [
            Notice(kind, (), {**BOARD, "model": "a", "name": "A & <B>\x0c", **data}, arena.id, ids["a"])
            for kind, data in made.items()
        ],
    )


def texts(feed: ET.Element, name: str) -> list[str]:
    return [found.text or "" for found in feed.findall(f"{ATOM}entry/{ATOM}{name}")]


def test_feeds_of_an_arena_and_a_model(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="t2i", name="T & I")
    sqlite_api.made("/api/v1/models", slug="a", name="A")
    empty = sqlite_api.get("/arenas/t2i/feed.atom")
    assert empty.headers["content-type"] == "application/atom+xml; charset=utf-8"
    in_write(sqlite_api.url, news)

    answer = sqlite_api.get("/arenas/t2i/feed.atom")
    feed = ET.fromstring(answer.content)  # noqa: S314 - our own
    assert feed.findtext(f"{ATOM}title") == "T & I – Arena"
    for parent in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{name}")) == 1
        assert parent.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        assert parent.find(f"{ATOM}link[@rel='alternate']") is not None
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert texts(feed, "title") == [
        "A & <B> has changed",
        "A & <B> leads overall",
        "The rank of A & <B> changed in food and drink, in Portuguese (Brazil)",
        "A & <B> is ranked for the first time overall, and on 1 other axis",
    ]
    assert texts(feed, "content")[3] == "overall: #2; in food and drink, in Portuguese (Brazil): #2."
    links = [one.get("href", "") for one in feed.findall(f"{ATOM}entry/{ATOM}link")]
    assert links[2] == "/arenas/t2i?theme=food-and-drink&language=pt-BR&at=40"
    for link in links[:2]:
        assert sqlite_api.get(link.replace("at=40", "at=0")).status_code == 200

    etag = answer.headers["etag"]
    assert etag != empty.headers["etag"]
    same = sqlite_api.client.get("/arenas/t2i/feed.atom", headers={"If-None-Match": etag})
    assert same.status_code == 304
    model = ET.fromstring(sqlite_api.get("/models/a/feed.atom").content)  # noqa: S314 - our own
    assert texts(model, "id") == texts(feed, "id")
    for page in ("/arenas/t2i", "/models/a"):
        linked = f'<link rel="alternate" type="application/atom+xml" title="{{}}" href="{page}/feed.atom">'
        start, end = linked.split("{}")
        head = sqlite_api.get(page).text.partition("</head>")[0]
        assert start in head
        assert end in head
    assert sqlite_api.get("/arenas/nowhere/feed.atom").status_code == 404
    assert sqlite_api.get("/models/a/feed.atom", x="1").status_code == 422
