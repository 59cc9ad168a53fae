"""The order of a board, by small tables worked out by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.domain.boards import (
    MIN_VOTES,
    BoardClaims,
    Cost,
    Decided,
    Disagreement,
    Limits,
    Places,
    Standing,
    VotesNeeded,
    order,
)


def standing(model: str, mu: float = 25.0, sigma: float = 1.0, votes: int = 5) -> Standing:
    return Standing(model, mu, sigma, votes, wins=votes, losses=0, ties=0, both_bad=0)


standings = st.lists(
    st.builds(
        standing,
        st.text("abc", min_size=1, max_size=3),
        st.sampled_from([20.0, 22.0, 25.0, 28.0]),
        st.sampled_from([1.0, 2.0, 3.0]),
        st.integers(0, 5),
    ),
    unique_by=lambda s: s.model,
)


def test_score_is_three_deviations_below_the_mean() -> None:
    assert standing("a", 25.0, 2.5).score == 17.5


def test_score_goes_before_mu_and_mu_before_slug() -> None:
    given = [
        standing("sure", 25.0, 1.0),  # 22
        standing("vague", 30.0, 4.0),  # 18
        standing("high", 27.0, 3.0),  # 18, but of a lower mean than vague
        standing("a-twin", 25.0, 1.0),  # 22, the same as sure
    ]
    ranked = order(given).ranked
    assert [entry.standing.model for entry in ranked] == ["a-twin", "sure", "vague", "high"]


def test_equal_scores_share_a_rank_and_the_next_is_counted_on() -> None:
    given = [standing("a", 30.0), standing("b", 28.0), standing("c", 28.0), standing("d", 27.0)]
    assert [entry.rank for entry in order(given).ranked] == [1, 2, 2, 4]


def test_equal_scores_of_different_means_share_a_rank_too() -> None:
    given = [standing("vague", 30.0, 4.0), standing("sure", 21.0, 1.0)]
    assert [(e.rank, e.standing.model) for e in order(given).ranked] == [(1, "vague"), (1, "sure")]


def test_models_with_few_votes_are_listed_by_slug_with_what_they_need() -> None:
    given = [standing("b", 50.0, votes=2), standing("a", 20.0, votes=0), standing("c", votes=3)]
    ordering = order(given)
    assert [entry.standing.model for entry in ordering.ranked] == ["c"]
    assert [s.model for s in ordering.unranked] == ["a", "b"]
    assert [s.needs(MIN_VOTES) for s in ordering.unranked] == [3, 1]
    assert ordering.ranked[0].standing.needs(MIN_VOTES) == 0


def test_how_strict_is_the_callers_choice() -> None:
    given = [standing("a", votes=1), standing("b", votes=5)]
    assert len(order(given, 1).ranked) == 2
    assert len(order(given, 6).ranked) == 0
    assert order([]) == order([], 1)


def test_a_draw_is_half_a_win() -> None:
    def rate(votes: int, wins: int, losses: int, ties: int, both_bad: int) -> float | None:
        return Standing("a", 25.0, 1.0, votes, wins, losses, ties, both_bad).win_rate

    assert rate(4, 2, 1, 1, 0) == 0.625
    assert rate(4, 1, 0, 1, 2) == 0.625
    assert rate(2, 1, 0, 1, 2) == 0.75  # where both_bad is not folded
    assert rate(0, 0, 0, 0, 2) is None


@given(standings, st.integers(1, 5))
def test_every_model_is_on_one_of_the_lists_and_ranks_follow_scores(
    given_: list[Standing], min_votes: int
) -> None:
    ordering = order(given_, min_votes)
    ranked = [entry.standing for entry in ordering.ranked]
    assert sorted([*ranked, *ordering.unranked]) == sorted(given_)
    assert all(s.votes >= min_votes for s in ranked)
    for entry in ordering.ranked:
        assert entry.rank == 1 + sum(s.score > entry.standing.score for s in ranked)


def test_a_disagreement_in_words() -> None:
    detail = Disagreement("up", "down").detail
    assert detail.startswith("up is ranked above down")
    assert "that down is the better one" in detail


def test_a_place_or_the_places_between_which_it_is() -> None:
    assert Places(1, 1, 9).text == "#1"
    assert Places(2, 5, 9).text == "#2–5"


def test_what_votes_cost() -> None:
    assert VotesNeeded(1_200, 90, None).cost(0.035) == Cost(42.0, 3.15, None)
    assert VotesNeeded(1_200, 90, 20_000).cost(0) == Cost(0, 0, 0)


def test_pairs_are_counted() -> None:
    assert BoardClaims((Decided("a", ("b", "c")), Decided("b", ("c",)))).pairs == 3
    assert BoardClaims().pairs == 0


def test_the_sentence_names_what_would_help_most() -> None:
    assert Limits(0.3, 0.6, 0.1, 0.81, 0.88).sentence == (
        "More prompts would help most: 60 of the next 100 units of certainty."
    )
    assert Limits(1.0, 0.0, 0.0, 0.8, None, "prompts").sentence == (
        "All votes are on one prompt: more prompts would help most."
    )
    assert Limits(1.0, 0.0, 0.0, 0.8, 0.9, "voters").sentence == (
        "All votes are by one voter: more voters would help most."
    )
    assert Limits(0.64, 0.004, 0.356, 0.8, None).most == "votes"
    assert Limits(0.2, 0.2, 0.6, 0.8, None).sentence.startswith("More voters would help most: 60 of")
