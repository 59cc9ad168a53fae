"""One's own board: by the browser's cookie, from ten votes on."""

from __future__ import annotations

from pathlib import Path

from service.db.engine import WriteSession
from tests.support.served.api import in_write, serving
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.voting import hang

MINE = "/api/v1/voters/me/leaderboard"


def test_from_ten_votes_on(database_url: str, tmp_path: Path) -> None:
    def fill(session: WriteSession) -> None:
        add_models(session)
        hang(session, add_arena(session), 6, (0, 1, 2))

    in_write(database_url, fill)
    with serving(database_url, tmp_path) as api:
        for number in range(10):
            found = api.get(MINE, arena="t2i").json()
            assert found == {"arena": "t2i", "votes": number, "needs": 10 - number, "rows": []}
            matchup = api.client.post("/api/v1/arenas/t2i/matchups", json={}).json()
            vote = api.client.post(f"/api/v1/matchups/{matchup['id']}/vote", json={"outcome": "left"})
            assert vote.status_code == 201
        answer = api.get(MINE, arena="t2i")
        assert answer.headers["cache-control"] == "private, no-store"
        mine, board = answer.json(), api.get("/api/v1/arenas/t2i/leaderboard").json()
        assert (mine["votes"], mine["needs"]) == (10, 0)
        # Nobody else has voted.
        same = ("rank", "model", "name", "score", "mu", "sigma", "votes", "win_rate")
        ranked = [[row[name] for name in same] for row in mine["rows"] if row["votes"] >= 3]
        assert ranked == [[row[name] for name in same] for row in board["rows"]]
        assert api.get(MINE, arena="nothing").status_code == 404
        assert api.get(MINE).status_code == 422
        api.client.cookies.clear()
        assert api.get(MINE, arena="t2i").json()["votes"] == 0
