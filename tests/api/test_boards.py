"""The reading endpoints over HTTP: what they show, how they are cached, the past."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import polars as pl
import pytest

from service.arena.boards import columns
from tests.support.db.databases import copy_sqlite
from tests.support.db.fresh_databases import FreshDatabases
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api, serving

BOARD = "/api/v1/arenas/t2i/leaderboard"


@pytest.fixture
def arena(api: Api) -> Api:
    """Return an arena that a test may change."""
    return furnished(api)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def read(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield an arena for all tests that only read it."""
    folder = tmp_path_factory.mktemp("boards")
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = copy_sqlite(request.getfixturevalue("sqlite_template"), folder)
        else:
            fresh: FreshDatabases = request.getfixturevalue("fresh_databases")
            stack.callback(fresh.give_back, name := fresh.take())
            url = request.getfixturevalue("postgres").url(name)
        yield furnished(stack.enter_context(serving(url, folder)))


def furnished(api: Api) -> Api:
    """Three models, of which one has a maker, a license and prices; votes of three days on several axes."""
    api.made("/api/v1/arenas", slug="t2i", name="Text to image")
    api.made("/api/v1/organizations", slug="luma", name="Luma")
    api.made("/api/v1/models", slug="anna", name="Anna", organization="luma", license={"name": "MIT"})
    for slug in ("ben", "carl"):
        api.made("/api/v1/models", slug=slug, name=slug.title())
    for amount in (0.05, 0.04):
        offer = {"provider": f"p{amount}", "amount": amount, "currency": "USD", "valid_from": "2026-01-01"}
        assert api.post("/api/v1/models/anna/offers", offer).status_code == 201
    votes = [
        *[_vote("anna", "ben", "left", 1, themes=["people"], language="en") for _ in range(4)],
        _vote("ben", "anna", "left", 2, themes=["people"], language="de"),
        _vote("anna", "carl", "tie", 3, themes=["cars"], language="en"),
        _vote("anna", "carl", "both_bad", 3),
    ]
    answer = api.post("/api/v1/arenas/t2i/votes", {"votes": votes}, "votes")
    assert answer.json()["accepted"] == 7
    return api


def _vote(left: str, right: str, outcome: str, day: int, **fields: object) -> dict[str, object]:
    pair = {"model_left": left, "model_right": right, "outcome": outcome}
    return {**pair, "voted_at": f"2026-01-0{day}T12:00:00Z", **fields}


def board(api: Api, **query: object) -> dict[str, Any]:
    answer = api.get(BOARD, **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_board_shows_what_the_design_names(arena: Api) -> None:
    found = board(arena)
    assert list(found) == [
        "arena", "axis", "revision", "position", "simulated_votes", "as_of", "method_version", "fingerprint",
        "min_votes", "votes", "interval", "limits", "components", "pooled", "order", "rows", "unranked",
        "decided", "neighbors", "disagreements",
    ]  # fmt: skip
    assert (found["pooled"], found["limits"], found["order"]) == (None, None, "score")  # 20 votes are needed
    assert found["interval"]["method"] == "by vote"
    assert (found["arena"], found["axis"]) == ("t2i", {"theme": None, "language": None})
    assert (found["position"], found["votes"], found["min_votes"]) == (7, 7, 3)
    first, second = found["rows"]
    assert [*first, "currency"] == [*columns.NAMES]
    assert (first["rank"], first["model"], first["name"]) == (1, "anna", "Anna")
    assert (first["organization"], first["license"]) == ("luma", "MIT")
    assert first["price"] == {"amount": 0.04, "currency": "USD", "provider": "p0.04"}
    assert first["score"] == first["mu"] - 3 * first["sigma"]
    counts = [first[name] for name in ("votes", "wins", "losses", "ties", "both_bad")]
    assert counts == [7, 4, 1, 1, 1]
    assert first["win_rate"] == 5 / 7
    assert first["bt_low"] < first["bt_rating"] < first["bt_high"]
    assert (second["model"], second["price"], second["organization"]) == ("ben", None, None)
    likely = {"likely": None, "likely_low": None, "likely_high": None, "likely_rank": None, "inferred": False}
    few = {"model": "carl", "name": "Carl", "retired": False, "votes": 2, "needs": 1, **likely}
    assert (found["unranked"], found["components"]) == ([few], [])
    assert (found["decided"], first["better_than"], second["worse_than"]) == ([], 0, 0)
    (pair,) = found["neighbors"]
    assert list(pair) == ["above", "below", "better", "votes_needed", "cost", "removals"]
    assert (pair["above"], pair["below"], pair["better"], pair["cost"]) == ("anna", "ben", None, None)
    assert list(pair["votes_needed"]) == ["likely", "low", "high"]
    patch = {"price_per_vote": 0.1}
    changed = arena.client.patch("/api/v1/arenas/t2i", json=patch, headers=arena.key("catalog"))
    assert changed.json()["price_per_vote"] == 0.1
    (priced,) = board(arena, at=7)["neighbors"]
    assert priced["cost"]["likely"] == round(pair["votes_needed"]["likely"] * 0.1, 2)
    assert priced["cost"]["currency"] == "USD"


def test_retired_models_are_marked_and_can_be_left_out(arena: Api) -> None:
    before = board(arena, min_votes=1)
    assert before["rows"][0]["model"] == "anna"
    assert arena.client.delete("/api/v1/models/anna", headers=arena.key("catalog")).status_code == 204
    marked = board(arena, min_votes=1)
    assert {row["model"]: row["retired"] for row in marked["rows"]} == {
        "anna": True,
        "ben": False,
        "carl": False,
    }
    assert [row["rank"] for row in marked["rows"]] == [row["rank"] for row in before["rows"]]
    rest = board(arena, min_votes=1, retired=False)
    others = [row for row in marked["rows"] if row["model"] != "anna"]
    assert [row["model"] for row in rest["rows"]] == [row["model"] for row in others]
    assert [row["rank"] for row in rest["rows"]] == [1, 2]
    assert [(row["rank_low"], row["rank_high"]) for row in rest["rows"]] == [(1, 2), (1, 2)]
    # Their votes against it still count: what they are worth does not change.
    assert [row["score"] for row in rest["rows"]] == [row["score"] for row in others]
    assert rest["votes"] == marked["votes"]
    assert [row["model"] for row in board(arena, min_votes=5, retired=False)["unranked"]] == ["carl"]
    lines = arena.get(BOARD, min_votes=1, retired=False, format="csv").text.splitlines()
    assert [line.split(",")[3] for line in lines] == ["model", *(row["model"] for row in rest["rows"])]
    assert ",true," in arena.get(BOARD, min_votes=1, format="csv").text
    assert arena.get(BOARD, retired="perhaps").status_code == 422


def test_models_that_never_met_are_named(arena: Api) -> None:
    arena.made("/api/v1/models", slug="dora", name="Dora")
    arena.made("/api/v1/models", slug="emil", name="Emil")
    votes = {"votes": [_vote("dora", "emil", "left", 4)]}
    assert arena.post("/api/v1/arenas/t2i/votes", votes, "votes").json()["accepted"] == 1
    assert board(arena)["components"] == [["anna", "ben", "carl"], ["dora", "emil"]]
    assert board(arena, theme="people")["components"] == []
    # Left out, a model links others still.
    assert arena.client.delete("/api/v1/models/anna", headers=arena.key("catalog")).status_code == 204
    assert board(arena, retired=False)["components"] == [["ben", "carl"], ["dora", "emil"]]
    votes = {"votes": [_vote("dora", "ben", "left", 5)]}
    assert arena.post("/api/v1/arenas/t2i/votes", votes, "votes").json()["accepted"] == 1
    assert board(arena)["components"] == []


def test_the_first_win_is_the_published_one(api: Api) -> None:
    """Two new players, tau 0, by the trueskill package."""
    api.made("/api/v1/arenas", slug="t2i", name="Text to image")
    for slug in ("anna", "ben"):
        api.made("/api/v1/models", slug=slug, name=slug.title())
    api.post("/api/v1/arenas/t2i/votes", {"votes": [_vote("anna", "ben", "left", 1)]}, "votes")
    rows = board(api, min_votes=1)["rows"]
    assert rows[0]["mu"] == pytest.approx(29.395575650817896, abs=1e-9)
    assert rows[0]["sigma"] == rows[1]["sigma"] == pytest.approx(7.1711414644532585, abs=1e-9)
    assert rows[0]["mu"] + rows[1]["mu"] == pytest.approx(50)


def test_axes_are_boards_of_their_own(read: Api) -> None:
    assert board(read, theme="people")["votes"] == 5
    assert board(read, language="en")["votes"] == 5
    both = board(read, theme="People", language="EN")
    assert (both["votes"], both["axis"]) == (4, {"theme": "people", "language": "en"})
    assert [row["model"] for row in both["rows"]] == ["anna", "ben"]
    nothing = board(read, theme="cars", language="de")
    assert (nothing["votes"], nothing["rows"], nothing["unranked"]) == (0, [], [])


CANNOT_BE_ANSWERED: list[tuple[dict[str, object], int]] = [
    ({"theme": "nowhere"}, 404),
    ({"language": "fr"}, 404),
    ({"language": "no language"}, 422),
    ({"min_votes": 0}, 422),
    ({"min_vote": 3}, 422),
    ({"at": "99"}, 422),
    ({"at": "soon"}, 422),
    ({"at": "2026-13-01"}, 422),
    ({"format": "xml"}, 422),
    ({"order": "mu"}, 422),
]


@pytest.mark.parametrize("read", ["sqlite"], indirect=True)
def test_what_cannot_be_answered_says_why(read: Api) -> None:
    for query, status in CANNOT_BE_ANSWERED:
        answer = read.get(BOARD, **query)
        assert answer.status_code == status, (query, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]


def test_an_unknown_arena_is_not_found(read: Api) -> None:
    for what in ("leaderboard", "axes", "head-to-head", "history", "votes"):
        assert read.get(f"/api/v1/arenas/nowhere/{what}").status_code == 404


def test_the_past_is_the_board_of_then(read: Api) -> None:
    assert board(read, at="2")["rows"] == []
    assert [row["votes"] for row in board(read, at="2", min_votes=2)["rows"]] == [2, 2]
    day_one, day_two = board(read, at="2026-01-01"), board(read, at="2026-01-02")
    assert (day_one["position"], day_two["position"]) == (4, 5)
    assert day_two["rows"] == board(read, at="5")["rows"]
    assert board(read, at="2026-01-03")["rows"] == board(read)["rows"]
    assert board(read, at="2025-12-31")["rows"] == []
    assert board(read, at="0")["votes"] == 0


def test_a_link_to_a_position_has_the_same_bytes_whatever_comes_later(arena: Api) -> None:
    now, then = board(arena), arena.get(BOARD, at="7")
    assert (now["revision"], then.json()["revision"]) == (1, None)
    assert then.json()["rows"] == now["rows"]
    arena.post("/api/v1/arenas/t2i/votes", {"votes": [_vote("carl", "anna", "left", 3)]}, "votes")
    assert board(arena)["revision"] == 2
    again = arena.get(BOARD, at="7")
    assert (again.content, again.headers["etag"]) == (then.content, then.headers["etag"])
    table = pl.read_parquet(io.BytesIO(arena.get(BOARD, at="7", format="parquet").content))
    assert table["revision"].dtype == pl.Int64
    assert table["revision"].to_list() == [None] * table.height


def test_a_board_is_sent_once_and_asked_for_again(arena: Api) -> None:
    first = arena.get(BOARD)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    again = arena.client.get(BOARD, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    arena.post("/api/v1/arenas/t2i/votes", {"votes": [_vote("anna", "carl", "left", 3)]}, "votes")
    changed = arena.client.get(BOARD, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag
    assert changed.json()["position"] == 8
    arena.patch("/api/v1/models/anna", {"name": "Anna the Second"})
    assert arena.get(BOARD).json()["rows"][0]["name"] == "Anna the Second"


def test_every_read_with_a_revision_has_an_etag(read: Api) -> None:
    for what in ("axes", "head-to-head", "history", "votes"):
        path = f"/api/v1/arenas/t2i/{what}"
        etag = read.get(path).headers["etag"]
        assert read.client.get(path, headers={"If-None-Match": etag}).status_code == 304, what


PLACE = ["arena", "theme", "language", "revision", "position", "fingerprint"]


def test_a_board_as_tables_says_the_same(read: Api) -> None:
    rows = board(read)["rows"]
    csv = read.get(BOARD, format="csv")
    assert csv.headers["content-type"].startswith("text/csv")
    assert "t2i-leaderboard.csv" in csv.headers["content-disposition"]
    tables = [
        pl.read_csv(io.BytesIO(csv.content)),
        pl.read_ndjson(io.BytesIO(read.get(BOARD, format="ndjson").content)),
        pl.read_parquet(io.BytesIO(read.get(BOARD, format="parquet").content)),
    ]
    assert tables[0].columns == tables[2].columns == [*columns.NAMES, *PLACE]
    for table in tables:
        # Polars shuffles the columns of NDJSON that has more than 32.
        assert set(table.columns) == {*columns.NAMES, *PLACE}
        assert table["mu"].to_list() == [row["mu"] for row in rows]
        assert table["price"].to_list() == [0.04, None]
    assert read.get(BOARD, format="csv", theme="cars").text.strip() == ",".join((*columns.NAMES, *PLACE))


def test_axes_are_listed_with_their_leaders(read: Api) -> None:
    items = read.get("/api/v1/arenas/t2i/axes").json()["items"]
    named = {(item["theme"], item["language"]): item for item in items}
    assert list(named) == [
        (None, None), ("cars", None), ("people", None), (None, "de"), (None, "en"),
        ("cars", "en"), ("people", "de"), ("people", "en"),
    ]  # fmt: skip
    overall = named[None, None]
    assert (overall["votes"], overall["models"], overall["ranked"]) == (7, 3, 2)
    assert overall["leader"]["model"] == "anna"
    assert overall["leader"]["score"] == board(read)["rows"][0]["score"]
    assert named["cars", None]["leader"] is None


def test_head_to_head_counts_every_pair(read: Api) -> None:
    items = read.get("/api/v1/arenas/t2i/head-to-head").json()["items"]
    assert [list(item.values()) for item in items] == [
        ["anna", "ben", 5, 4, 1, 0, 0, 0.8],
        ["anna", "carl", 2, 0, 0, 1, 1, 0.5],
    ]
    assert list(items[0])[2:] == ["votes", "wins_a", "wins_b", "ties", "both_bad", "win_rate_a"]


def test_history_has_a_point_for_every_day_of_change(read: Api) -> None:
    found = read.get("/api/v1/arenas/t2i/history", model="anna").json()
    points = found["series"][0]["points"]
    assert [point["date"] for point in points] == ["2026-01-01", "2026-01-02", "2026-01-03"]
    assert [point["votes"] for point in points] == [4, 5, 7]
    now = board(read)["rows"][0]
    assert (points[-1]["mu"], points[-1]["sigma"]) == (now["mu"], now["sigma"])
    series = read.get("/api/v1/arenas/t2i/history", theme="people").json()["series"]
    assert [one["model"] for one in series] == ["anna", "ben"]
    assert read.get("/api/v1/arenas/t2i/history", model="nobody").status_code == 404


def test_a_board_without_votes_is_empty(api: Api) -> None:
    api.made("/api/v1/arenas", slug="t2i", name="Text to image")
    found = board(api)
    assert (found["rows"], found["unranked"], found["votes"], found["position"]) == ([], [], 0, 0)
    assert found["revision"] == 0


def test_pooled_ratings_come_by_themselves_and_order_the_rows_if_asked(api: Api) -> None:
    """Nothing waits for them. Once they are there, what was cached is not current any more."""
    api.made("/api/v1/arenas", slug="t2i", name="Text to image")
    slugs = ["anna", "ben", "carl", "dora"]
    for slug in slugs:
        api.made("/api/v1/models", slug=slug, name=slug.title())
    # Dora is seldom seen, and always wins; the others win three times out of five.
    pairs = [("anna", "ben"), ("ben", "carl"), ("anna", "carl")] * 20 + [("dora", "anna")] * 6
    people: dict[str, object] = {"themes": ["people"], "language": "en"}
    cars: dict[str, object] = {"themes": ["cars"], "language": "en"}
    votes = [
        _vote(a, b, "left" if i % 5 < 3 or i >= 60 else "right", 1, **(cars if i % 20 == 0 else people))
        for i, (a, b) in enumerate(pairs)
    ]
    assert api.post("/api/v1/arenas/t2i/votes", {"votes": votes}, "votes").json()["accepted"] == 66
    wait_until(lambda: board(api)["pooled"] is not None, "the pooled ratings")
    found = board(api)
    assert (found["pooled"]["position"], found["pooled"]["left_out"]) == (65, [])
    assert [row["rank"] for row in found["rows"]] == [1, 2, 3, 4]
    rows = {row["model"]: row for row in found["rows"]}
    assert rows["dora"]["likely_rank"] == 1
    assert {row["exposure"] for row in rows.values()} == {False}  # she is first by score, too
    likely = board(api, order="likely")
    assert [row["likely_rank"] for row in likely["rows"]] == [1, 2, 3, 4]
    assert likely["order"] == "likely"
    assert {row["model"]: row for row in likely["rows"]} == rows
    assert board(api, at="66")["rows"] == found["rows"]
    cell = board(api, theme="cars", language="en")
    inferred = {row["model"]: row for row in cell["unranked"]}
    assert inferred["ben"]["inferred"]
    assert inferred["ben"]["likely_low"] < inferred["ben"]["likely"] < inferred["ben"]["likely_high"]
    assert inferred["ben"]["votes"] + inferred["ben"]["needs"] == 3
    for kind, read in (("csv", pl.read_csv), ("parquet", pl.read_parquet), ("ndjson", pl.read_ndjson)):
        table = read(io.BytesIO(api.get(BOARD, order="likely", format=kind).content))
        assert table["likely_rank"].to_list() == [1, 2, 3, 4]
        assert table["exposure"].to_list() == [row["exposure"] for row in likely["rows"]]
        assert table["likely"].to_list() == pytest.approx([row["likely"] for row in likely["rows"]])
