"""Gold pairs as evidence: who does not look is flagged, never strongly, and slips are allowed for."""

from __future__ import annotations

import numpy as np

from service.domain.votes import Exclusion
from service.rating.detectors.gold import GOLD_CAP, careless, gold_answers
from tests.support.votes.rigging import cast, together

VOTES = 40


def test_only_those_who_do_not_look() -> None:
    votes = together(
        cast(VOTES, voter=1, network=10, exclusion=int(Exclusion.HELD)),
        cast(VOTES, voter=2, network=20, first=VOTES + 1),
        cast(VOTES, voter=3, network=30, first=2 * VOTES + 1, exclusion=int(Exclusion.REPEAT)),
    )
    rows = [(1_000 + i, 1, 10, i % 2 == 0) for i in range(VOTES)]
    rows += [(2_000 + i, 2, 20, i % 10 == 0) for i in range(VOTES)]
    rows += [(3_000 + i, 3, 30, True) for i in range(4)]
    rows += [(4_000 + i, 100 + i % 4, 40, i % 2 == 0) for i in range(VOTES)]
    found = {(one.scope, one.subject): one for one in careless(gold_answers(rows), votes)}
    assert found.keys() == {("voter", 1), ("voter", 3), ("voter", 100), ("voter", 102), ("network", 40)}
    first = found["voter", 1]
    assert first.positions.tolist() == list(range(1, VOTES + 1))
    assert (first.numbers["gold"], first.numbers["wrong"], first.strong) == (VOTES, VOTES // 2, False)
    # Without votes that count, it is about the answers themselves.
    assert found["network", 40].positions.tolist() == [row[0] for row in rows[-VOTES:]]
    assert found["voter", 3].positions.tolist() == [3_000, 3_001, 3_002, 3_003]


def test_how_many_honest_voters_are_ever_flagged() -> None:
    random = np.random.default_rng(11)
    voters, each = 2_000, 100
    wrong = random.random(voters * each) < GOLD_CAP
    rows = [(i, 1 + i % voters, 0, bool(wrong[i])) for i in range(voters * each)]
    # One in a thousand at most: seven of 2,000 would be five standard errors more.
    assert len(list(careless(gold_answers(rows), cast(1)))) <= 7
