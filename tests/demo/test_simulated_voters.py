"""Simulated voters."""

from __future__ import annotations

from collections import Counter

from service.demo.makers import MAKERS
from service.demo.prompts import PAINTED
from service.demo.simulated_voters import DAYS, simulated_votes
from service.domain import clock
from service.domain.votes import Outcome

NOW = 20_000 * clock.DAY
CASTS = simulated_votes(PAINTED, 1_500, NOW)


def test_the_same_voters_vote_the_same() -> None:
    assert simulated_votes(PAINTED, 50, NOW) == simulated_votes(PAINTED, 50, NOW)
    assert simulated_votes(PAINTED, 50, NOW) != simulated_votes(PAINTED, 50, NOW, seed=2)


def test_over_two_months_in_order() -> None:
    times = [cast.voted_at for cast in CASTS]
    assert times == sorted(times)
    assert NOW - (DAYS + 1) * clock.DAY <= times[0] < NOW - (DAYS - 5) * clock.DAY
    assert NOW - 2 * clock.DAY < times[-1] < NOW - 3_600 * clock.SECOND


def test_nobody_votes_on_what_was_not_out_yet() -> None:
    newest = min(MAKERS, key=lambda maker: maker.age)
    came = NOW - newest.age * clock.DAY
    before = [cast for cast in CASTS if cast.voted_at < came - clock.SECOND]
    after = [cast for cast in CASTS if cast.voted_at > came]
    assert not any(newest in (cast.left, cast.right) for cast in before)
    assert {round(1 / cast.probability) for cast in before} == {10}
    assert {round(1 / cast.probability) for cast in after} == {15}
    assert all(cast.left != cast.right for cast in CASTS)


def test_nobody_sees_a_pair_for_a_prompt_twice() -> None:
    looks = Counter((c.voter, c.prompt, *sorted((c.left.slug, c.right.slug))) for c in CASTS)
    assert max(looks.values()) == 1


def test_all_outcomes_and_no_side_preferred() -> None:
    said = Counter(cast.outcome for cast in CASTS)
    assert set(said) == set(Outcome)
    assert abs(said[Outcome.LEFT] - said[Outcome.RIGHT]) < 4 * 1_500**0.5
    assert said[Outcome.TIE] < 300


def test_the_better_liked_wins() -> None:
    def share(slug: str, theme: str) -> float:
        mine = [c for c in CASTS if PAINTED[c.prompt].theme == theme and slug in {c.left.slug, c.right.slug}]
        won = [c for c in mine if c.outcome == (Outcome.LEFT if c.left.slug == slug else Outcome.RIGHT)]
        return len(won) / len(mine)

    assert share("aquarelle-mini", "landscapes") > share("aquarelle-mini", "typography") + 0.2
    assert share("dessau-3", "typography") > share("dessau-3", "people") + 0.2
