"""The rankings of a log in the database: as chains for the fold, by position, and counted by axis."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries import models, prompt_categories, vote_search, votes
from service.db.queries.log import rankings
from service.domain.axes import OVERALL, Axis
from service.domain.rankings import ABOVE, LAST_LEVEL, Ranking
from service.domain.votes import RANKED
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, reread, vote
from tests.support.votes.rankings import ranked

LOG = [
    vote(0, 1),
    ranked(["m2", "m0", "m1"], [1, 2, 2]),
    vote(1, 0, "tie"),
    ranked(["m3", "m2", "m1", "m0"], stratum=0),
]


def made(session: WriteSession) -> tuple[int, list[int], dict[int, Ranking[int]]]:
    """Return an arena's id, the models' ids, and the rankings that its log will have."""
    slugs = add_models(session)
    known = models.ids_of(session, slugs)
    m = [known[slug] for slug in slugs]
    found = {2: Ranking((m[2], m[0], m[1]), (1, 2, 2)), 4: Ranking((m[3], m[2], m[1], m[0]), (1, 2, 3, 4))}
    return add_arena(session).id, m, found


def test_how_a_log_with_rankings_is_read(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena_id, m, found = made(session)
        other = add_arena(session, "other").id
        cast(session, reread(session, other), LOG[:2])
        cast(session, reread(session, arena_id), LOG)
        rows = votes.to_fold(session, arena_id, 0, 4)
        assert [row[:4] for row in rows[:3]] == [
            (1, m[0], m[1], 1),
            (2, m[2], m[0], ABOVE),
            (2, m[0], m[1], LAST_LEVEL),
        ]
        assert [row[0] for row in rows] == [1, 2, 2, 3, 4, 4, 4]
        assert votes.to_fold(session, arena_id, 2, 3) == rows[3:4]
        stored = votes.log(session, arena_id, 0, 4, 10)
        assert votes.fold_rows(session, stored) == rows
        assert [(row.model_left, row.model_right) for row in stored if row.outcome == RANKED] == [
            (m[2], m[1]),
            (m[3], m[0]),
        ]
        assert rankings.of_votes(session, arena_id, [*stored, *stored]) == found
        assert rankings.of_votes(session, arena_id, stored[:1]) == {}
        assert rankings.between(session, arena_id, 2, 4) == {4: found[4]}
        rows_of_model = vote_search.search(session, arena_id, 99, 9, model_id=m[2])
        assert [row.position for row in rows_of_model] == [4, 2]

    inside(shared_url, work)


def test_how_many_rankings_an_axis_has(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena_id, _, found = made(session)
        cast(session, reread(session, arena_id), LOG)
        overall, people = (
            prompt_categories.find_axis(session, arena_id, axis) for axis in (OVERALL, Axis("people", ""))
        )
        assert overall is not None
        assert people is not None
        assert rankings.sizes_of_axis(session, arena_id, overall) == {3: 1, 4: 1}
        assert rankings.sizes_of_axis(session, arena_id, people) == {3: 1}
        assert rankings.sizes_of_axis(session, arena_id, None) == {}
        assert len(rankings.sizes_by_axis(session, arena_id)) == 4
        assert rankings.on_axis(session, people, arena_id, 4) == [found[2]]
        assert rankings.on_axis(session, overall, arena_id, 3) == [found[2]]
        rankings.forget_sizes(session, arena_id)
        assert rankings.sizes_of_arena(session, arena_id) == []

    inside(shared_url, work)


def test_one_model_in_the_place_of_another(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena_id, m, _ = made(session)
        cast(session, reread(session, arena_id), [ranked(["m0", "m1", "m2"]), ranked(["m0", "m3", "m2"])])
        rankings.replace_model(session, m[0], m[1], m[7])
        after = rankings.between(session, arena_id, 0, 2).values()
        assert [one.models for one in after] == [(m[7], m[1], m[2]), (m[1], m[3], m[2])]

    inside(shared_url, work)
