"""Matchups in the database: found by what one knows of them, many at a time."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries import matchups, models
from service.db.queries.matchups import EarlierPair, FoundMatchup, Matchup
from service.domain.matchups import EXPIRY, NO_REPEAT, MatchupState
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import inside
from tests.support.votes.voting import hang

ROW = Matchup(7, 1_000, 0.25, -(2**63), None, 1, 2, 1, 2, 5, 4, 0)


def furnish(session: WriteSession) -> tuple[int, int]:
    """Return an arena with an image of two models; its id and that of the first image."""
    add_models(session)
    arena = add_arena(session)
    return arena.id, hang(session, arena, 1, (0, 1))[0]


def test_stored_found_and_changed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, image = furnish(session)
        row = ROW._replace(arena_id=arena, image_left=image, image_right=image + 1)
        matchups.add(session, [row])
        found = matchups.of_ids(session, [7, 8])
        assert found.keys() == {7}
        assert found[7] == FoundMatchup(row, "3:2", "3:2", withdrawn=False)
        matchups.save_open(session, [row._replace(slot=1)])
        assert matchups.of_ids(session, [7])[7].matchup.slot == 1
        voted = row._replace(
            state=int(MatchupState.VOTED), closed_at=5, position=9, response_ms=3, reveal=b"x" * 83
        )
        matchups.save(session, [voted._replace(probability=1.0)])
        assert matchups.of_ids(session, [7])[7].matchup == voted
        matchups.save_open(session, [row._replace(slot=1)])
        assert matchups.of_ids(session, [7])[7].matchup == voted

    inside(shared_url, work)


def test_open_ones_of_voters(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, image = furnish(session)
        common = {"arena_id": arena, "image_left": image, "image_right": image + 1}
        deal(session, 1, **common)
        deal(session, 2, **common, slot=1)
        deal(session, 3, **common, state=int(MatchupState.SKIPPED), closed_at=4)
        deal(session, 4, **common, voter=2)
        found = matchups.open_of(session, [(1, arena), (3, arena), (2, arena + 1)])
        assert sorted(one.matchup.id for one in found) == [1, 2]
        session.exec_driver_sql("UPDATE images SET withdrawn_at = 1, withdrawn_reason = 'x'")
        assert [one.withdrawn for one in matchups.open_of(session, [(2, arena)])] == [True]

    inside(shared_url, work)


def test_what_was_dealt_before(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, _ = furnish(session)
        deal(session, 1, arena_id=arena, dealt_at=10, prompt_id=5, model_left=8, model_right=3)
        deal(session, 2, arena_id=arena, dealt_at=20, prompt_id=6, position=4)
        deal(session, 3, arena_id=arena, dealt_at=30, prompt_id=6, voter=2)
        expected = [EarlierPair(1, 5, (3, 8)), EarlierPair(1, 6, (1, 2))]
        assert sorted(matchups.assigned(session, [(1, 5), (1, 6), (1, 7), (2, 5)], 9)) == expected
        assert sorted(matchups.assigned_to(session, 1, arena, 9)) == expected
        assert matchups.assigned(session, [(1, 5), (1, 6)], 15) == expected[1:]
        assert matchups.assigned_to(session, 1, arena, 15) == expected[1:]
        assert matchups.ended(session, 1, arena, 9) == {MatchupState.OPEN: 1, MatchupState.VOTED: 1}
        assert matchups.ended(session, 2, arena, 30) == {}

    inside(shared_url, work)


def test_what_its_voter_has_voted_on_before(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, image = furnish(session)
        common = {
            "arena_id": arena,
            "image_left": image,
            "image_right": image + 1,
            "dealt_at": NO_REPEAT + 10,
        }
        old = {**common, "dealt_at": 11}
        deal(session, 1, **common)
        deal(session, 2, **common, prompt_id=2, voter=2)
        deal(session, 3, **old, model_left=2, model_right=1, position=1)
        deal(session, 4, **old, prompt_id=2, voter=2, state=int(MatchupState.SKIPPED), closed_at=12)
        deal(session, 5, **old, prompt_id=2, voter=3, position=2)
        deal(session, 6, **{**old, "dealt_at": 10}, prompt_id=2, voter=2, position=3)
        deal(session, 7, **old, prompt_id=2, voter=2, model_right=3, position=4)
        found = matchups.of_ids(session, range(1, 8))
        assert sorted(number for number, one in found.items() if one.repeated) == [1, 4]

    inside(shared_url, work)


def test_boxes_of_what_is_in_use(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        _, image = furnish(session)
        first, second = models.ids_of(session, ["m0", "m1"]).values()
        keys = [(image, first), (image + 1, second)]
        assert matchups.boxes(session, [*keys, (image + 2, first)]) == {image: "3:2", image + 1: "3:2"}
        assert matchups.boxes(session, [(image, second), keys[1]]) == {image + 1: "3:2"}
        session.exec_driver_sql("UPDATE models SET retired_at = 1 WHERE slug = 'm0'")
        assert matchups.boxes(session, keys) == {image + 1: "3:2"}
        session.exec_driver_sql("UPDATE images SET withdrawn_at = 1, withdrawn_reason = 'x'")
        assert matchups.boxes(session, keys) == {}

    inside(shared_url, work)


def test_cards_in_parts(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        images = hang(session, arena, 3, (0, 1))
        first = matchups.candidates(session, arena.id, images[0], 4)
        assert [row[0] for row in first] == images[1:5]
        assert [row[0] for row in matchups.candidates(session, arena.id, first[-1][0], 4)] == images[5:]
        session.exec_driver_sql("UPDATE images SET withdrawn_at = 1, withdrawn_reason = 'x'")
        assert matchups.candidates(session, arena.id, 0, 4) == []

    inside(shared_url, work)


def test_expired_ones_are_closed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, image = furnish(session)
        common = {"arena_id": arena, "image_left": image, "image_right": image + 1}
        deal(session, 1, **common, dealt_at=10)
        deal(session, 2, **common, dealt_at=20, voter=2)
        deal(session, 3, **common, dealt_at=10, voter=3, position=4)
        assert matchups.expire(session, 20) == 1
        found = matchups.of_ids(session, [1, 2, 3])
        states = {number: one.matchup.state for number, one in found.items()}
        assert states == {1: MatchupState.EXPIRED, 2: MatchupState.OPEN, 3: MatchupState.VOTED}
        assert found[1].matchup.closed_at == 10 + EXPIRY

    inside(shared_url, work)
