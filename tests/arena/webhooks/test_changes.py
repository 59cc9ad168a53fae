"""What is news of leaderboards: entries, ranks that what is decided rules out, and leaders, each once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.arena.webhooks import changes
from service.arena.webhooks.board_states import AxisState, Place
from service.arena.webhooks.changes import AxisMemory, Compared, compare, notices_of
from service.arena.webhooks.notices import Kind, Notice
from service.db.engine import WriteSession
from service.domain.arenas import Arena
from service.domain.axes import OVERALL, Axis
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside

NAMES = {1: ("a", "A"), 2: ("b", "B"), 3: ("c", "C")}
PEOPLE = Axis("people")


@pytest.fixture
def arena(shared_sqlite_url: str) -> Arena:
    found: list[Arena] = []

    def work(session: WriteSession) -> None:
        found.append(replace(add_arena(session), last_position=50, revision=7))

    inside(shared_sqlite_url, work)
    return found[0]


def state(*places: tuple[int, int, int], leader: int | None = None, axis: Axis = OVERALL) -> AxisState:
    """Return a state in which the models 1, 2, … have these ranks and possible places."""
    known = {model: Place(*place) for model, place in enumerate(places, 1)}
    return AxisState(5 if axis == OVERALL else 6, axis, leader, known)


def news(arena: Arena, memory: changes.Memory, *states: AxisState, version: int = 3) -> list[Notice]:
    return notices_of(Compared(arena, version, NAMES), compare(memory, states))


def test_a_rank_that_wavers_is_no_news(arena: Arena) -> None:
    memory: changes.Memory = {}
    first = news(arena, memory, state((1, 1, 2), (2, 1, 2)))
    assert [(one.kind, one.data["model"]) for one in first] == [
        (Kind.MODEL_RANKED, "a"),
        (Kind.MODEL_RANKED, "b"),
    ]
    for states in ([state((2, 1, 2), (1, 1, 2))], [state((1, 1, 2), (2, 1, 2))]):
        assert news(arena, memory, *states) == []


def test_what_is_decided_moves_ranks_and_leaders_once(arena: Arena) -> None:
    memory: changes.Memory = {}
    compare(memory, [state((1, 1, 2), (2, 1, 2))])
    decided = state((2, 2, 2), (1, 1, 1), leader=2)
    new = news(arena, memory, decided)
    assert [(one.kind, one.data["model"]) for one in new] == [
        (Kind.RANK_CHANGED, "a"),
        (Kind.RANK_CHANGED, "b"),
        (Kind.LEADER_DECIDED, "b"),
    ]
    assert new[0].data["axes"] == [
        {"theme": None, "language": None, "before": 1, "rank": 2, "rank_low": 2, "rank_high": 2}
    ]
    assert (new[2].data["previous"], new[2].data["position"], new[2].data["revision"]) == (None, 50, 7)
    # Undecided and decided again is no news, and neither is a new model below.
    for states in (
        [state((2, 1, 2), (1, 1, 2))],
        [decided],
        [state((2, 2, 2), (1, 1, 1), (3, 3, 3), leader=2)],
    ):
        kinds = {one.kind for one in news(arena, memory, *states)}
        assert kinds <= {Kind.MODEL_RANKED}
    (one, *_, last) = news(arena, memory, state((1, 1, 1), (2, 2, 2), leader=1), version=4)
    assert (last.kind, last.data["model"], last.data["previous"]) == (Kind.LEADER_DECIDED, "a", "b")
    assert one.uid != new[0].uid


def test_the_place_that_is_decided_counts_where_the_score_contradicts_it(arena: Arena) -> None:
    memory = {5: AxisMemory(None, {1: 1, 2: 2})}
    (one, two) = news(arena, memory, state((1, 2, 2), (2, 1, 1)))
    assert [move.data["axes"][0]["rank"] for move in (one, two)] == [2, 1]  # type: ignore[index]
    assert compare(memory, [state((1, 2, 2), (2, 1, 1))]).moves == {}


def test_axes_of_a_model_share_a_notice_and_the_memory_survives(arena: Arena) -> None:
    memory: changes.Memory = {}
    new = news(arena, memory, state((1, 1, 1)), state((1, 1, 1), axis=PEOPLE))
    assert [one.data["axes"] for one in new] == [
        [{"theme": None, "language": None, "rank": 1}, {"theme": "people", "language": None, "rank": 1}]
    ]
    assert changes.decode(changes.encode(memory)) == memory
    assert changes.decode(b"") == {}
