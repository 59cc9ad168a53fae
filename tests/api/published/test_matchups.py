"""Answered matchups as a table: those of the log, and nothing of those that are open or were skipped."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from service.arena.voting import answered
from tests.api.test_publish_after import deal, vote
from tests.support.pages.gallery import ARENA, MODELS, hung_gallery

PATH = f"/api/v1/arenas/{ARENA}/matchups"


@pytest.mark.slow
def test_what_was_shown_and_chosen(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered, "PART", 2)
    with hung_gallery(sqlite_url, tmp_path) as api:
        assert api.get(PATH).json() == {"items": [], "last_position": 0}
        empty = pl.read_parquet(api.get(PATH, format="parquet").content)
        vote(api, deal(api, 3))
        reported = {"model_left": "inkwash", "model_right": "gouache-7b", "outcome": "tie"}
        assert api.post(f"/api/v1/arenas/{ARENA}/votes", {"votes": [reported]}, "votes").is_success
        vote(api, deal(api, 1), "both_bad")
        vote(api, deal(api, 1), "right")
        deal(api, 2)  # these stay open
        log = {one["position"]: one for one in api.get(f"/api/v1/arenas/{ARENA}/votes").json()["items"]}
        prompts = {
            one["id"]: one["text"] for one in api.get(f"/api/v1/arenas/{ARENA}/prompts").json()["items"]
        }
        body = api.get(PATH).json()
        assert [one["position"] for one in body["items"]] == [1, 2, 3, 5, 6]
        assert body["last_position"] == 6
        for one in body["items"]:
            in_log = log[one["position"]]
            assert one["vote_id"] == in_log["id"]
            assert one["prompt"] == prompts[one["prompt_id"]]
            shared = one.keys() & in_log.keys()
            assert shared >= {"model_left", "model_right", "outcome", "themes", "language", "probability"}
            assert {name: one[name] for name in shared} == {name: in_log[name] for name in shared}
            side = {"left": "model_left", "right": "model_right"}.get(one["outcome"])
            assert one["chosen"] == (one[side] if side else None)
            # Nothing of the voter, and nothing that leads to the images of open matchups.
            assert not {"voter", "voter_number", "id", "image_left", "address"} & one.keys()
        frames = {
            "parquet": pl.read_parquet(api.get(PATH, format="parquet").content),
            "csv": pl.read_csv(api.get(PATH, format="csv").content),
            "ndjson": pl.read_ndjson(api.get(PATH, format="ndjson").content),
        }
        assert frames["parquet"].schema == empty.schema
        for frame in frames.values():
            assert tuple(frame.columns) == answered.COLUMNS == tuple(body["items"][0])
            assert frame["position"].to_list() == [1, 2, 3, 5, 6]
        page = api.get(PATH, limit=2, after_position=1)
        assert [one["position"] for one in page.json()["items"]] == [2, 3]
        assert [one["position"] for one in api.get(page.links["next"]["url"]).json()["items"]] == [5, 6]
        table = pl.read_csv(api.get(PATH, limit=2, after_position=3, format="csv").content)
        assert table["position"].to_list() == [5, 6]
        assert set(frames["csv"]["model_left"]) <= set(MODELS)
        assert api.get("/api/v1/arenas/none/matchups").status_code == 404
