"""Decks: what is drawn can be compared, was not seen, and costs the same however many images there are."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable

from service.domain.assigning import Met
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.pools import Candidate, Contestant, DrawnPair, MatchupPool, Sampler

STRATA = {
    1: PromptCategory(("people",), "en"),
    2: PromptCategory(("people", "rooms"), "de"),
    3: PromptCategory(),
}


def maker(number: int, *, retired: bool = False) -> Contestant:
    return Contestant(f"m{number}", f"M{number}", None, None, retired)


def deck(cards: Iterable[Candidate], retired: int = -1) -> MatchupPool:
    made = list(cards)
    makers = {card.model_id: maker(card.model_id, retired=card.model_id == retired) for card in made}
    return MatchupPool(STRATA, makers, {}, 0).with_cards(made)


def grid(prompts: int, models: int) -> list[Candidate]:
    """Return an image of every model for every prompt, strata in turn."""
    return [
        Candidate(1 + prompt * models + model, prompt, model, 1 + prompt % 3)
        for prompt in range(prompts)
        for model in range(models)
    ]


def table(found: MatchupPool, axis: Axis = OVERALL) -> Sampler:
    return Sampler(found, axis, {}, "informative")


def drawn(found: Sampler, count: int, seed: int = 1) -> list[DrawnPair]:
    random_ = random.Random(seed)
    hands = [found.draw(random_) for _ in range(count)]
    return [hand for hand in hands if hand is not None]


def test_a_hand_is_two_models_images_for_one_prompt() -> None:
    cards = {card.image_id: card for card in grid(30, 4)}
    for hand in drawn(table(deck(cards.values())), 500):
        left, right = cards[hand.image_left], cards[hand.image_right]
        assert left.prompt_id == right.prompt_id == hand.prompt_id
        assert (left.model_id, right.model_id) == (hand.model_left, hand.model_right)
        assert left.model_id != right.model_id
        assert hand.probability == 1 / 6


def test_sides_are_by_a_fair_coin_and_prompts_by_chance() -> None:
    hands = drawn(table(deck(grid(5, 2))), 4_000)
    assert 1_850 < sum(hand.model_left == 0 for hand in hands) < 2_150
    prompts = Counter(hand.prompt_id for hand in hands)
    assert all(680 < count < 920 for count in prompts.values())


def test_a_theme_and_a_language() -> None:
    found = deck(grid(9, 2))
    themes = {
        axis: {hand.prompt_id % 3 for hand in drawn(table(found, axis), 200)}
        for axis in (OVERALL, Axis("people"), Axis("rooms"), Axis("", "en"), Axis("people", "de"))
    }
    assert list(themes.values()) == [{0, 1, 2}, {0, 1}, {1}, {0}, {1}]
    assert drawn(table(found, Axis("nothing")), 3) == []
    assert drawn(table(found, Axis("rooms", "en")), 3) == []


def test_an_unfinished_side_is_not_dealt() -> None:
    cards = [Candidate(1, 1, 0, 1), Candidate(2, 2, 1, 1), Candidate(3, 3, 0, 1), Candidate(4, 3, 2, 1)]
    found = table(deck(cards))
    assert {(hand.prompt_id, hand.probability) for hand in drawn(found, 50)} == {(3, 1.0)}
    assert drawn(table(deck(cards[:2])), 3) == []
    assert drawn(table(deck([])), 3) == []


def test_retired_models_are_not_dealt() -> None:
    hands = drawn(table(deck(grid(5, 3), retired=1)), 100)
    assert {model for hand in hands for model in hand[3:5]} == {0, 2}


def test_all_of_a_models_images_for_a_prompt_are_dealt() -> None:
    cards = [*grid(1, 2), Candidate(10, 0, 0, 1), Candidate(11, 0, 0, 1)]
    assert {min(hand[1:3], key=lambda i: i == 2) for hand in drawn(table(deck(cards)), 100)} == {1, 10, 11}


def test_all_that_was_not_seen_is_found_and_then_nothing() -> None:
    found, random_ = table(deck(grid(12, 5))), random.Random(3)
    seen: set[tuple[int, tuple[int, int]]] = set()
    while (hand := found.draw_unseen(random_, seen)) is not None:
        key = (hand.prompt_id, (min(hand[3:5]), max(hand[3:5])))
        assert key not in seen
        seen.add(key)
    assert len(seen) == 12 * 10
    assert found.draw(random_) is not None


def test_what_is_left_for_a_voter_has_the_probability_of_the_rest() -> None:
    found = table(deck(grid(2, 3)))
    seen = frozenset((prompt, pair) for prompt in (0, 1) for pair in ((0, 1), (0, 2)))
    hands = [found.draw_unseen(random.Random(seed), seen) for seed in range(50)]
    assert {(*hand[3:5], hand.probability) for hand in hands if hand} == {(1, 2, 1.0), (2, 1, 1.0)}


def test_a_deck_grows_without_being_changed() -> None:
    small = deck(grid(4, 2))
    cards = grid(8, 2)
    large = small.with_cards(cards[8:])
    assert (small.last_image, large.last_image) == (8, 16)
    assert {hand.prompt_id for hand in drawn(table(small), 200)} == set(range(4))
    assert {hand.prompt_id for hand in drawn(table(large), 300)} == set(range(8))
    assert large.heaps == deck(cards).heaps


def test_what_is_known_of_pairs_moves_the_odds() -> None:
    found = deck(grid(10, 3))
    known = Sampler(found, OVERALL, {(0, 1): Met(300, 150), (0, 2): Met(300, 150)}, "informative")
    pairs = Counter(frozenset(hand[3:5]) for hand in drawn(known, 1_000))
    assert pairs[frozenset((1, 2))] > 2 * pairs[frozenset((0, 1))]
    again = Sampler(found, OVERALL, {}, "informative", former=known)
    assert again.odds.probabilities == [1 / 3] * 3


def test_a_hundred_times_the_images_cost_no_more() -> None:
    def seconds(found: Sampler) -> float:
        best = 1.0
        for _ in range(5):
            began = time.process_time()
            drawn(found, 300)
            best = min(best, time.process_time() - began)
        return best

    few, many = (table(deck(grid(prompts, 10))) for prompts in (100, 10_000))
    assert seconds(many) < 3 * seconds(few)
