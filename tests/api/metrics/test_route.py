"""/metrics: what it counts has happened, what it lists is documented, and it names nobody."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.arena.voting.matchup_ids import new_number
from service.db.engine import WriteSession
from service.domain import clock
from service.domain.matchups import MatchupState
from tests.support.served.api import Api, in_write, serving
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def voted(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """Yield a service with an arena of five votes, two of them on matchups."""

    def fill(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [vote._replace(voter=123_456_789) for vote in ballots(5)])
        for number in (1, 2):
            deal(session, number, arena_id=arena.id, position=number, voter=123_456_789)
        deal(session, 3, arena_id=arena.id, state=int(MatchupState.SKIPPED), closed_at=5)
        deal(session, new_number(), arena_id=arena.id, dealt_at=clock.now())

    in_write(database_url, fill)
    with serving(database_url, tmp_path) as api:
        yield api


def samples(api: Api) -> Samples:
    answer = api.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def value(found: Samples, name: str, **labels: str) -> float:
    return found.get((name, frozenset(labels.items())), 0)


def test_votes_and_matchups_are_those_of_the_database(voted: Api) -> None:
    item = voted.get("/api/v1/arenas/t2i/votes").json()["items"][4]
    assert voted.delete(f"/api/v1/votes/{item['id']}", "admin").status_code == 204
    found = samples(voted)
    assert value(found, "arena_votes_total", arena="t2i", kind="matchup") == 2
    assert value(found, "arena_votes_total", arena="t2i", kind="reported") == 3
    assert value(found, "arena_votes_not_counted", arena="t2i", reason="voided") == 1
    assert value(found, "arena_revision", arena="t2i") == 2
    assert value(found, "arena_matchups_dealt_total", arena="t2i") == 4
    states = {state: value(found, "arena_matchups", arena="t2i", state=state) for state in ("open", "voted")}
    assert states == {"open": 1, "voted": 2}
    assert "123456789" not in voted.get("/metrics").text


def test_requests_and_batches_are_those_of_the_process(voted: Api) -> None:
    vote = {"model_left": "m0", "model_right": "m1", "outcome": "left"}
    assert voted.post("/api/v1/arenas/t2i/votes", {"votes": [vote] * 3}, "votes").is_success
    for _ in range(3):
        voted.get("/api/v1/arenas/t2i/leaderboard")
    voted.client.head("/api/v1/arenas/t2i/leaderboard")
    voted.get("/nowhere")
    voted.get("/api/v1/arenas/none/leaderboard")
    found = samples(voted)
    board = "/api/v1/arenas/{arena}/leaderboard"
    name = "arena_http_requests_total"
    assert value(found, name, route=board, method="GET", status="200") == 3
    assert value(found, name, route=board, method="HEAD", status="200") == 1
    assert value(found, name, route=board, method="GET", status="404") == 1
    assert value(found, name, route="other", method="GET", status="404") == 1
    votes = {"route": "/api/v1/arenas/{arena}/votes", "method": "POST"}
    assert value(found, name, **votes, status="200") == 1
    assert value(found, "arena_http_request_seconds_count", **votes) == 1
    assert 0 < value(found, "arena_http_request_seconds_sum", **votes) < 10
    assert value(found, "arena_batch_votes_sum") == 3
    assert value(found, "arena_batch_votes_count") == 1
    assert value(found, "arena_queue_votes") == 0


def test_every_metric_is_documented_and_every_documented_one_there(voted: Api, project_root: Path) -> None:
    text = (project_root / "docs" / "operations.md").read_text()
    rows = re.findall(r"^\| `((?:arena|process)_[a-z_…]+)` \|([^|]*)\|", text, re.MULTILINE)
    documented = {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in rows}
    shown: dict[str, set[str]] = {}
    unseen = {"arena_votes_refused_total", "arena_provider_calls_total", "arena_requests_limited_total"}
    unseen |= {"arena_blob_errors_total", "arena_model_score", "arena_model_rank", "arena_model_votes"}
    assert voted.delete("/api/v1/votes/1099511627777", "admin").status_code == 204
    voted.get("/healthz")
    for family in text_string_to_metric_families(voted.get("/metrics").text):
        if family.name.startswith("process_"):
            continue
        total = "_total" if family.type == "counter" else ""
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        name = family.name + total
        # Those of which nothing has happened yet have no labels; test_of_process.py has these.
        shown[name] = documented[name] if name in unseen else labels
    assert documented.pop("process_…") == set()
    assert shown == documented


def test_they_are_compressed_for_those_who_accept_it(sqlite_api: Api) -> None:
    for sent, packed in (("gzip", True), ("identity", False), ("gzip;q=0", False)):
        answer = sqlite_api.client.get("/metrics", headers={"Accept-Encoding": sent})
        assert ("Content-Encoding" in answer.headers) == packed
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "arena_queue_votes 0.0\n" in answer.text


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_the_process_tells_of_itself(sqlite_api: Api) -> None:
    assert value(samples(sqlite_api), "process_resident_memory_bytes") > 1_000_000


def test_where_reads_need_a_key_metrics_do_too(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path, public_reads=False) as api:
        assert api.get("/metrics").status_code == 401
        assert api.client.get("/metrics", headers=api.key("votes")).status_code == 200
