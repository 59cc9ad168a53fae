"""Decks: what is drawn can be compared, was not seen, and costs the same however many images there are."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial

from service.domain.assigning import Met
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.images import is_example
from service.domain.pools import Candidate, Contestant, DrawnPair, MatchupPool, Sampler

CATEGORIES = {
    1: PromptCategory(("people",), "en"),
    2: PromptCategory(("people", "rooms"), "de"),
    3: PromptCategory(),
}


def contestant(number: int, *, retired: bool = False) -> Contestant:
    return Contestant(f"m{number}", f"M{number}", None, None, retired)


def pool(candidates: Iterable[Candidate], retired: int = -1) -> MatchupPool:
    made = list(candidates)
    models = {
        candidate.model_id: contestant(candidate.model_id, retired=candidate.model_id == retired)
        for candidate in made
    }
    return MatchupPool(CATEGORIES, models, {}, 0).with_candidates(made)


def grid(prompts: int, models: int) -> list[Candidate]:
    """Return an image of every model for every prompt, strata in turn."""
    return [
        Candidate(1 + prompt * models + model, prompt, model, 1 + prompt % 3)
        for prompt in range(prompts)
        for model in range(models)
    ]


def sampler(found: MatchupPool, axis: Axis = OVERALL) -> Sampler:
    return Sampler(found, found.categories_of(axis), {}, "informative")


def drawn(found: Sampler, count: int, seed: int = 1) -> list[DrawnPair]:
    random_ = random.Random(seed)
    pairs = [found.draw(random_) for _ in range(count)]
    return [pair for pair in pairs if pair is not None]


def test_a_pair_is_two_models_images_for_one_prompt() -> None:
    candidates = {candidate.image_id: candidate for candidate in grid(30, 4)}
    for pair in drawn(sampler(pool(candidates.values())), 500):
        left, right = candidates[pair.image_left], candidates[pair.image_right]
        assert left.prompt_id == right.prompt_id == pair.prompt_id
        assert (left.model_id, right.model_id) == (pair.model_left, pair.model_right)
        assert left.model_id != right.model_id
        assert pair.probability == 1 / 6


def test_sides_are_by_a_fair_coin_and_prompts_by_chance() -> None:
    pairs = drawn(sampler(pool(grid(5, 2))), 4_000)
    assert 1_850 < sum(pair.model_left == 0 for pair in pairs) < 2_150
    prompts = Counter(pair.prompt_id for pair in pairs)
    assert all(680 < count < 920 for count in prompts.values())


def test_a_theme_and_a_language() -> None:
    found = pool(grid(9, 2))
    themes = {
        axis: {pair.prompt_id % 3 for pair in drawn(sampler(found, axis), 200)}
        for axis in (OVERALL, Axis("people"), Axis("rooms"), Axis("", "en"), Axis("people", "de"))
    }
    assert list(themes.values()) == [{0, 1, 2}, {0, 1}, {1}, {0}, {1}]
    assert drawn(sampler(found, Axis("nothing")), 3) == []
    assert drawn(sampler(found, Axis("rooms", "en")), 3) == []


def test_an_unfinished_side_is_not_dealt() -> None:
    candidates = [Candidate(1, 1, 0, 1), Candidate(2, 2, 1, 1), Candidate(3, 3, 0, 1), Candidate(4, 3, 2, 1)]
    found = sampler(pool(candidates))
    assert {(pair.prompt_id, pair.probability) for pair in drawn(found, 50)} == {(3, 1.0)}
    assert drawn(sampler(pool(candidates[:2])), 3) == []
    assert drawn(sampler(pool([])), 3) == []


def test_retired_models_are_not_dealt() -> None:
    pairs = drawn(sampler(pool(grid(5, 3), retired=1)), 100)
    assert {model for pair in pairs for model in pair[3:5]} == {0, 2}


def test_all_of_a_models_images_for_a_prompt_are_dealt() -> None:
    candidates = [*grid(1, 2), Candidate(10, 0, 0, 1), Candidate(11, 0, 0, 1)]
    assert {min(pair[1:3], key=lambda i: i == 2) for pair in drawn(sampler(pool(candidates)), 100)} == {
        1,
        10,
        11,
    }


def test_all_that_was_not_seen_is_found_and_then_nothing() -> None:
    found, random_ = sampler(pool(grid(12, 5))), random.Random(3)
    seen: set[tuple[int, tuple[int, int]]] = set()
    while (pair := found.draw_unseen(random_, seen)) is not None:
        key = (pair.prompt_id, (min(pair[3:5]), max(pair[3:5])))
        assert key not in seen
        seen.add(key)
    assert len(seen) == 12 * 10
    assert found.draw(random_) is not None


def test_what_is_left_for_a_voter_has_the_probability_of_the_rest() -> None:
    found = sampler(pool(grid(2, 3)))
    seen = frozenset((prompt, pair) for prompt in (0, 1) for pair in ((0, 1), (0, 2)))
    pairs = [found.draw_unseen(random.Random(seed), seen) for seed in range(50)]
    assert {(*pair[3:5], pair.probability) for pair in pairs if pair} == {(1, 2, 1.0), (2, 1, 1.0)}


def test_a_pool_grows_without_being_changed() -> None:
    small = pool(grid(4, 2))
    candidates = grid(8, 2)
    large = small.with_candidates(candidates[8:])
    assert (small.last_image, large.last_image) == (8, 16)
    assert {pair.prompt_id for pair in drawn(sampler(small), 200)} == set(range(4))
    assert {pair.prompt_id for pair in drawn(sampler(large), 300)} == set(range(8))
    assert large.images == pool(candidates).images


def test_what_is_known_of_pairs_moves_the_odds() -> None:
    found = pool(grid(10, 3))
    known = Sampler(
        found, found.categories_of(OVERALL), {(0, 1): Met(300, 150), (0, 2): Met(300, 150)}, "informative"
    )
    pairs = Counter(frozenset(pair[3:5]) for pair in drawn(known, 1_000))
    assert pairs[frozenset((1, 2))] > 2 * pairs[frozenset((0, 1))]
    again = Sampler(found, found.categories_of(OVERALL), {}, "informative", earlier=known)
    assert again.odds.probabilities == [1 / 3] * 3


def test_a_hundred_times_the_images_cost_no_more() -> None:
    def seconds(found: Sampler) -> float:
        best = 1.0
        for _ in range(5):
            began = time.process_time()
            drawn(found, 300)
            best = min(best, time.process_time() - began)
        return best

    few, many = (sampler(pool(grid(prompts, 10))) for prompts in (100, 10_000))
    assert seconds(many) < 6 * seconds(few)


def test_prompts_with_few_votes_are_dealt_more_often() -> None:
    """Of two drawn prompts the one with fewer votes is taken: one of four is drawn in 7 of 16 cases."""
    found = Sampler(
        made := pool(grid(4, 2)), made.categories_of(OVERALL), {}, "informative", votes={0: 5, 1: 5, 2: 5}
    )
    random_ = random.Random(1)
    for draw in (found.draw, partial(found.draw_unseen, seen=frozenset())):
        prompts = Counter(one.prompt_id for one in (draw(random_) for _ in range(2_000)) if one)
        assert abs(prompts[3] / 2_000 - 7 / 16) < 0.05
        assert min(prompts[prompt] for prompt in range(3)) > 200


def test_example_prompts_are_drawn_less_often() -> None:
    found = Sampler(made := pool(grid(100, 3)), made.categories_of(OVERALL), {}, "uniform", example_share=20)
    shown = Counter(is_example(pair.prompt_id, 20) for pair in drawn(found, 4_000))
    assert 0.04 < shown[True] / 4_000 < 0.08  # evenly it would be 0.2
    every = Sampler(made := pool(grid(5, 3)), made.categories_of(OVERALL), {}, "uniform", example_share=100)
    assert len(drawn(every, 50)) == 50
