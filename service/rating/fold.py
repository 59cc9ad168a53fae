"""The fold: turns votes, in order, into ratings and counts. Every path to a rating ends here.

Live voting, imports and recounts run the same loop, so they cannot drift apart. It runs as plain Python over
lists, and compiled over arrays, with the same bits (tests/rating/test_compiled.py).
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

from service.domain.rankings import ABOVE, LAST_ABOVE
from service.rating.kernel import update
from service.rating.ranked import count_ranking, rate_ranking

# The codes of ``service.domain.votes.Outcome`` as plain integers: an enum makes the loop a third slower.
LEFT, RIGHT, TIE, BOTH_BAD = 1, 2, 3, 4

Floats = MutableSequence[float]
Counts = MutableSequence[int]


def fold(  # noqa: PLR0917 - the compiled fold takes its arguments by position
    mu: Floats,
    variance: Floats,
    wins: Counts,
    losses: Counts,
    ties: Counts,
    both_bad: Counts,
    left: Sequence[int],
    right: Sequence[int],
    outcome: Sequence[int],
    two_beta2: float,
    tau2: float,
    margin: float,
    fold_both_bad: bool,  # noqa: FBT001
) -> None:
    """Rate every vote ``k`` in order, changing the first six columns in place.

    ``left[k]`` and ``right[k]`` are the slots of its two sides in those columns and must differ.
    ``outcome[k]`` is 1 to 4. A ``both_bad`` has its own count, and is rated as a draw only if
    ``fold_both_bad``. The number of votes behind a rating is wins + losses + ties, plus both_bad if rated.
    The entries of a ranking of more than two follow one another, with the codes of `service.domain.rankings`,
    and are rated together at the last of them.
    """
    for k in range(len(left)):
        i = left[k]
        j = right[k]
        said = outcome[k]
        if said == LEFT:
            wins[i] += 1
            losses[j] += 1
        elif said == RIGHT:
            i, j = j, i
            wins[i] += 1
            losses[j] += 1
        elif said == TIE:
            ties[i] += 1
            ties[j] += 1
        elif said == BOTH_BAD:
            both_bad[i] += 1
            both_bad[j] += 1
            if not fold_both_bad:
                continue
        else:
            if said >= LAST_ABOVE:
                first = k
                while first > 0 and ABOVE <= outcome[first - 1] < LAST_ABOVE:
                    first -= 1
                count_ranking(wins, losses, ties, left, right, outcome, first, k)
                rate_ranking(mu, variance, left, right, outcome, first, k, two_beta2, tau2, margin)
            continue
        mu[i], variance[i], mu[j], variance[j] = update(
            mu[i], variance[i], mu[j], variance[j], said >= TIE, two_beta2, tau2, margin
        )
