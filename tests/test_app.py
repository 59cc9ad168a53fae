"""The application as a whole: what it opens when it starts, who may read, what it sees of others' commits."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI

from service.app import bare_app, build_app
from service.settings import Settings
from tests.support.served.api import Api, in_write, listening, serving
from tests.support.served.document import DOCUMENT


def furnish(api: Api) -> None:
    """Make an arena with votes on two models."""
    api.made("/api/v1/arenas", slug="t2i", name="T")
    api.made("/api/v1/arenas/t2i/prompts", text="A fox")
    for slug in ("a", "b"):
        api.made("/api/v1/models", slug=slug, name=slug)
    votes = [{"model_left": "a", "model_right": "b", "outcome": "left"}] * 3
    assert api.post("/api/v1/arenas/t2i/votes", {"votes": votes}, "votes").is_success


READS = (
    "/api/v1/arenas",
    "/api/v1/arenas/t2i",
    "/api/v1/arenas/t2i/prompts",
    "/api/v1/arenas/t2i/prompts/1/images",
    "/api/v1/arenas/t2i/votes",
    "/api/v1/arenas/t2i/matchups",
    "/api/v1/arenas/t2i/leaderboard",
    "/api/v1/arenas/t2i/axes",
    "/api/v1/arenas/t2i/head-to-head",
    "/api/v1/arenas/t2i/history",
    "/api/v1/arenas/t2i/ledger",
    "/api/v1/arenas/t2i/integrity",
    "/api/v1/arenas/t2i/releases",
    "/api/v1/models",
    "/api/v1/models/a",
    "/api/v1/models/a/offers",
    "/api/v1/compare?models=a,b",
    "/api/v1/query?arenas=t2i",
    "/api/v1/decide?arena=t2i&not_worse_than=a",
    "/arenas/t2i/feed.atom",
    "/models/a/feed.atom",
    "/api/v1/organizations",
)
# What a voter may not look up before the vote: who painted what.
# And where notices are sent, which is often a secret itself.
KEYED = {
    "/api/v1/arenas/{arena}/images",
    "/api/v1/webhooks",
    "/api/v1/webhooks/{webhook_id}/deliveries",
}


def test_reads_are_public_unless_told_otherwise(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path, public_reads=False) as api:
        furnish(api)
        for path in READS:
            for _ in range(2):  # also when the answer is prepared already
                assert api.client.get(path, headers=api.key("generate")).status_code == 200
                assert api.get(path).status_code == 401
                assert api.client.head(path).status_code == 401
        assert api.get("/healthz").status_code == 200
        private = api.client.get(READS[0], headers=api.key("votes"))
        assert "private" in private.headers["Cache-Control"]
    with serving(sqlite_url, tmp_path) as api:
        for path in READS:
            answer = api.get(path)
            assert answer.status_code == 200
            assert "public" in answer.headers["Cache-Control"]


# Each browser's own: not public, and not for keys.
OWN = {"/api/v1/voters/me/leaderboard"}


def test_every_read_is_in_the_list_above() -> None:
    paths = [path for path, methods in DOCUMENT["paths"].items() if "get" in methods]
    templates = {path for path in paths if path.startswith("/api/") and not path.endswith("_id}")}
    given = {
        path.partition("?")[0]
        .replace("/t2i", "/{arena}")
        .replace("/models/a", "/models/{model}")
        .replace("/prompts/1", "/prompts/{prompt_id}")
        for path in READS
        if path.startswith("/api/")
    }
    endless = "/api/v1/arenas/{arena}/events"  # tests/api/test_events.py
    assert given | {"/api/v1/organizations/{organization}", endless} | KEYED == templates - OWN


def test_two_applications_of_one_process_know_nothing_of_each_other(
    tmp_path: Path, sqlite_template: Path
) -> None:
    urls = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "arena.db").write_bytes(sqlite_template.read_bytes())
        urls.append(f"sqlite:///{folder / 'arena.db'}")
    with serving(urls[0], tmp_path / "one") as one, serving(urls[1], tmp_path / "two") as two:
        one.made("/api/v1/models", slug="a", name="A")
        assert one.get("/api/v1/models/a").status_code == 200
        assert two.get("/api/v1/models/a").status_code == 404


def test_what_another_process_commits_is_seen(database_url: str, tmp_path: Path) -> None:
    with serving(database_url, tmp_path) as api:
        furnish(api)
        before = api.get("/api/v1/models/a")
        statement = "UPDATE models SET name = 'Changed' WHERE slug = 'a'"
        in_write(database_url, lambda session: session.exec_driver_sql(statement))
        assert api.get("/api/v1/models/a").json() == before.json()  # nobody touched the catalog's revision
        revision = "UPDATE catalog SET revision = revision + 1"
        in_write(database_url, lambda session: session.exec_driver_sql(revision))
        for _ in range(100):
            if api.get("/api/v1/models/a").json()["name"] == "Changed":
                return
        pytest.fail("the change was not seen")


def test_a_server_that_cannot_open_its_parts_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(database_url=f"sqlite:///{tmp_path}/a.db", data_dir=tmp_path / "file")
    with pytest.raises(AssertionError, match="did not start"), listening(build_app(settings)):
        pass


def test_the_routes_need_no_parts_to_be_asked_for() -> None:
    app = bare_app()
    assert isinstance(app, FastAPI)
    assert app.openapi() == DOCUMENT
