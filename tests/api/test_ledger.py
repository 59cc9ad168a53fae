"""GET …/ledger and GET …/integrity."""

from __future__ import annotations

from service.arena.integrity import holding
from tests.support.served.api import Api, in_write

PATH = "/api/v1/arenas/t2i/ledger"
HELD = "/api/v1/arenas/t2i/integrity"


def filled(api: Api) -> None:
    for slug in ("a", "b"):
        api.made("/api/v1/models", slug=slug, name=slug)
    api.made("/api/v1/arenas", slug="t2i", name="T")
    vote = {"model_left": "a", "model_right": "b", "outcome": "left"}
    votes = [{**vote, "voted_at": f"2024-05-0{day}T00:00:00Z"} for day in (1, 1, 2)]
    assert api.post("/api/v1/arenas/t2i/votes", {"votes": votes}, "votes").is_success


def test_each_day_and_all_of_them(api: Api) -> None:
    filled(api)
    vote_id = api.get("/api/v1/arenas/t2i/votes").json()["items"][1]["id"]
    before = api.get(PATH).headers["etag"]
    assert api.delete(f"/api/v1/votes/{vote_id}", "admin").status_code == 204
    answer = api.get(PATH)
    assert answer.headers["etag"] != before
    assert answer.json() == {
        "arena": "t2i",
        "revision": 2,
        "position": 3,
        "total": {"votes": 3, "counted": 2, "not_counted": {"voided": 1}, "skips": 0},
        "items": [
            {"day": "2024-05-01", "votes": 2, "counted": 1, "not_counted": {"voided": 1}, "skips": 0},
            {"day": "2024-05-02", "votes": 1, "counted": 1, "not_counted": {}, "skips": 0},
        ],
    }
    assert [item["day"] for item in api.get(PATH, **{"from": "2024-05-02"}).json()["items"]] == ["2024-05-02"]
    assert api.get(PATH, to="2024-04-30").json()["total"]["votes"] == 0
    again = api.client.get(PATH, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_held_votes_by_day_and_kind(api: Api) -> None:
    filled(api)
    before = api.get(HELD)
    assert before.json() == {
        "arena": "t2i",
        "revision": 1,
        "position": 3,
        "on_evidence": "hold",
        "publish_after": 0,
        "newest_vote_at": None,
        "held": 0,
        "kinds": {},
        "findings": {"held": 0, "released": 0},
        "items": [],
    }
    in_write(api.url, lambda session: holding.hold_votes(session, 1, [1, 3], "somebody"))
    answer = api.get(HELD)
    assert answer.headers["etag"] != before.headers["etag"]
    assert answer.json()["kinds"] == {"manual": 2}
    assert answer.json()["findings"] == {"held": 1, "released": 0}
    assert answer.json()["items"] == [
        {"day": "2024-05-01", "held": 1, "kinds": {"manual": 1}},
        {"day": "2024-05-02", "held": 1, "kinds": {"manual": 1}},
    ]
    table = api.get(HELD, format="csv").text.splitlines()
    assert table[0].startswith("day,held,limit,")
    assert table[0].endswith(",arena,revision,position")
    assert [line.partition(",")[0] for line in table[1:]] == ["2024-05-01", "2024-05-02"]
    days = api.get(PATH, format="csv").text.splitlines()
    assert days[0].endswith(",skips,arena,revision,position")
    assert days[1].endswith(",t2i,2,3")
    assert "somebody" not in answer.text
    assert api.get("/api/v1/arenas/none/integrity").status_code == 404


def test_what_cannot_be_asked(sqlite_api: Api) -> None:
    filled(sqlite_api)
    for query in ({"from": "yesterday"}, {"from": "2024-02-30"}, {"from": "2024-05-02", "to": "2024-05-01"}):
        assert sqlite_api.get(PATH, **query).status_code == 422
    assert sqlite_api.get(PATH, first="2024-05-01").status_code == 422
    assert sqlite_api.get("/api/v1/arenas/none/ledger").status_code == 404
