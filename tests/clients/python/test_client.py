"""The Python client against a running service, in plain code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import polars as pl
import pytest
from arena_client import Client, Refused, Retries, Unreachable

from tests.support.network.ports import free_port
from tests.support.served.api import Api

ARENA = "text-to-image"
QUICK = Retries(tries=4, first_pause=0.001, longest_pause=0.002)
VOTE = {"model_left": "photon-flash-1", "model_right": "other-1", "outcome": "left"}


class Lossy(httpx.HTTPTransport):
    """Sends every request to the real service, and loses some of the responses, or replaces them by 503."""

    def __init__(self, *, lost: int = 0, busy: int = 0) -> None:
        super().__init__(verify=False)
        self.lost, self.busy = lost, busy
        self.sent = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        response = super().handle_request(request)
        if self.lost:
            self.lost -= 1
            response.read()
            raise httpx.ReadError("the connection broke", request=request)
        if self.busy:
            self.busy -= 1
            response.read()
            return httpx.Response(503, headers={"Retry-After": "0"}, request=request)
        return response


def client_of(api: Api, scope: str | None = None, transport: httpx.BaseTransport | None = None) -> Client:
    key = api.key(scope)["Authorization"].partition(" ")[2] if scope else None
    return Client(api.base, key, retries=QUICK, transport=transport or httpx.HTTPTransport(verify=False))


@pytest.fixture
def reader(service: Api) -> Iterator[Client]:
    with client_of(service) as client:
        yield client


def test_boards_are_dataclasses_and_tables(service: Api, reader: Client) -> None:
    board = reader.leaderboard(ARENA, theme="animals", language="en", at=60)
    raw = service.get(f"/api/v1/arenas/{ARENA}/leaderboard", theme="animals", language="en", at=60).json()
    assert [(row.model, row.rank, row.score) for row in board.rows] == [
        (row["model"], row["rank"], row["score"]) for row in raw["rows"]
    ]
    assert board.is_better("photon-flash-1", "other-1")
    assert not board.is_better("other-1", "photon-flash-1")
    assert board.as_of.tzinfo == UTC
    row = board.row("photon-flash-1")
    assert row is not None
    assert row.price is not None
    assert (row.price.amount, row.price.currency) == (0.02, "USD")
    assert board.row("nobody") is None

    table = board.to_polars()
    assert isinstance(table, pl.DataFrame)
    assert table["position"].to_list() == [60, 60]
    assert table["price"].to_list() == [0.02, None]
    assert table["theme"].to_list() == ["animals"] * 2
    assert board.to_pandas()["score"].tolist() == table["score"].to_list()
    with pytest.raises(Refused) as refused:
        reader.leaderboard("nowhere")
    assert (refused.value.status, refused.value.code) == (404, "not-found")
    assert refused.value.request_id


def test_reports_that_are_sent_again_count_once(service: Api) -> None:
    transport = Lossy(lost=1, busy=1)
    with client_of(service, "votes", transport) as client:
        votes: list[dict[str, object]] = [
            {**VOTE, "voted_at": datetime(2026, 1, 1, tzinfo=UTC)},
            {**VOTE, "model_left": "nobody"},
        ]
        receipt = client.report(ARENA, votes)
        before = receipt.last_position
        assert (receipt.accepted, [one.index for one in receipt.rejected]) == (1, [1])
        assert transport.sent == 3
        after = client.report(ARENA, [VOTE])
        assert before is not None
        assert (after.first_position, after.rated) == (before + 1, True)
        assert client.report(ARENA, []).accepted == 0
        board = client.leaderboard(ARENA, at_least=after.last_position)
        assert board.position == after.last_position


def test_many_votes_are_sent_in_lists(service: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arena_client.calls.batches.__defaults__", (2,))
    transport = Lossy()
    with client_of(service, "votes", transport) as client:
        named = ({**VOTE, "external_id": f"many-{i}"} for i in range(5))
        first = client.report(ARENA, named)
        again = client.report(ARENA, ({**VOTE, "external_id": f"many-{i}"} for i in range(6)))
        bad = client.report(ARENA, [VOTE, VOTE, VOTE, {**VOTE, "model_left": "nobody"}])
    assert (first.accepted, first.duplicates, transport.sent) == (5, 0, 8)
    assert (again.accepted, again.duplicates) == (1, 5)
    assert [one.index for one in bad.rejected] == [3]


def test_people_vote(service: Api) -> None:
    with client_of(service, "votes", Lossy(lost=1)) as client:
        matchup = client.deal(ARENA, voter="emma", theme="animals")
        assert matchup.prompt.text == "A fox"
        assert client.deal(ARENA, voter="emma").id == matchup.id
    with client_of(service, "votes", Lossy(lost=1)) as client:
        vote = client.vote(matchup, "left", voter="emma")
        assert vote.left is not None
        assert vote.right is not None
        assert {vote.left.model, vote.right.model} == {"photon-flash-1", "other-1"}
        with pytest.raises(Refused, match="already-voted"):
            client.vote(matchup.id, "right", voter="emma")
        client.skip(client.deal(ARENA, voter="berta"), voter="berta", reason="cannot decide")


def test_questions(reader: Client) -> None:
    answer = reader.query(axes=["overall", "theme=*"], metrics=["rank", "votes"], order=["theme", "rank"])
    assert answer.columns == ["arena", "theme", "language", "model", "rank", "votes"]
    assert answer.to_polars().columns == answer.columns
    assert len(answer.to_pandas()) == answer.total == 4
    assert reader.query(weights={"overall": 1}, price_max=0.001).to_polars().is_empty()
    decision = reader.decide(ARENA, not_worse_than="photon-flash-1", by=20, axes=["overall"])
    assert decision.choice is not None
    assert decision.choice.model == "photon-flash-1"
    assert [one.verdict for one in decision.candidates if one.model == "other-1"] == ["worse"]


def test_images_are_generated_once(service: Api) -> None:
    with client_of(service, "generate", Lossy(lost=1)) as client:
        made = client.generate("photon-flash-1", "a cat", size="160x96", seed=3)
        assert made.ended
        assert made.output is not None
        assert (made.output.media[0].width, made.usage.cost) == (160, 0.02)
        with pytest.raises(Refused, match="forbidden"):
            client.report(ARENA, [VOTE])
    listed = service.client.get("/v1/generations", headers=service.key("generate")).json()["items"]
    assert [one["id"] for one in listed] == [made.id]


def test_events_resume(service: Api) -> None:
    class Noting(httpx.HTTPTransport):
        """Notes with which id each stream is resumed."""

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            seen.append(request.headers.get("last-event-id"))
            return super().handle_request(request)

    seen: list[str | None] = []
    with client_of(service, "votes") as voter, client_of(service, None, Noting(verify=False)) as client:
        events = client.events(ARENA)
        first = next(events)
        voter.report(ARENA, [VOTE])
        second = next(events)
        assert (second.revision, second.votes) == (first.revision + 1, first.votes + 1)
        voter.report(ARENA, [VOTE])
        resumed = next(client.events(ARENA, last_id=second.id))
        assert resumed.revision == second.revision + 1
        assert seen == [None, second.id]
        with pytest.raises(Refused, match="not-found"):
            next(client.events("nowhere"))


def test_who_is_away_is_asked_a_few_times() -> None:
    with Client(f"http://127.0.0.1:{free_port()}", retries=QUICK) as client:
        for call in (lambda: client.leaderboard(ARENA), lambda: next(client.events(ARENA))):
            with pytest.raises(Unreachable):
                call()


def test_pauses_grow_and_end() -> None:
    retries = Retries(tries=4, first_pause=1.0, longest_pause=3.0)
    pauses = [retries.pause(sent) for sent in range(1, 5)]
    assert pauses[3] is None
    assert all(0.75 <= pause <= 3.0 for pause in pauses[:3] if pause is not None)
    assert retries.pause(1, retry_after=2.0) == 2.0
    assert retries.pause(1, retry_after=99.0) == 3.0
