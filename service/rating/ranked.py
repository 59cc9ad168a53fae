"""The rating of a ranking of more than two models: TrueSkill's message passing along the chain of its links.

Each performance differs from its skill by noise of variance ``beta ** 2``. Between two neighbors of a ranking
is a link, which says of the difference of their performances what a win or a draw says. A link is not
Gaussian, so it is replaced by the Gaussian that leaves its two performances with the right mean and variance,
given everything else that is said about them (expectation propagation, as in Herbrich, Minka and Graepel).
What the other links say changes with that, so the links are visited down and up the chain until nothing
moves. All models are then updated at once: the result does not depend on which pair was looked at first.

The arithmetic is that of `service.rating.kernel`, with the same limits, so that a refold has the same bits.
Everything is relative to the models' own means, where nothing large cancels. A message is a precision and
the precision times the mean; without one, both are 0.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from math import sqrt

from service.domain.rankings import ABOVE, LAST_ABOVE, LAST_LEVEL, LEVEL
from service.rating.kernel import draw_moments, win_moments

Floats = MutableSequence[float]
Counts = MutableSequence[int]

_HALF = 0.5

# A message is settled once a visit changes it by less than this share of it, or of one standard deviation.
_SETTLED = 1e-10

# Rankings settle within about ten sweeps. Those whose rounding errors are larger than the above end here.
_SWEEPS = 200


def link_messages(  # noqa: PLR0917 - called by position, like the fold
    ahead: float,
    m_a: float,
    s_a: float,
    m_b: float,
    s_b: float,
    level: bool,  # noqa: FBT001
    eps: float,
) -> tuple[float, float, float, float]:
    """Return the link's message to the upper of two neighbors, then to the lower one.

    ``m`` and ``s`` are mean and variance of their performances without the link, as differences from
    their own means, of which the upper one is ``ahead``.
    """
    c2 = s_a + s_b
    c = sqrt(c2)
    t = ahead + m_a - m_b
    v, u = draw_moments(t / c, eps / c) if level else win_moments((t - eps) / c)
    to_a = s_b + u * s_a
    to_b = s_a + u * s_b
    p_a = (1.0 - u) / to_a
    p_b = (1.0 - u) / to_b
    return p_a, m_a * p_a + c * v / to_a, p_b, m_b * p_b - c * v / to_b


def replace_message(  # noqa: PLR0917 - as above
    precisions: Floats, means: Floats, i: int, precision: float, mean: float, spread: float
) -> bool:
    """Put a message in place of the one before it; return whether that moves anything."""
    moved = abs(precision - precisions[i]) > _SETTLED * (precision + 1.0 / spread)
    moved |= abs(mean - means[i]) > _SETTLED * (abs(mean) + 1.0 / sqrt(spread))
    precisions[i] = precision
    means[i] = mean
    return moved


def sweep(  # noqa: PLR0917 - as above
    mean: Floats,
    spread: Floats,
    code: Sequence[int],
    first: int,
    down_p: Floats,
    down_m: Floats,
    up_p: Floats,
    up_m: Floats,
    eps: float,
) -> bool:
    """Visit every link down the chain, then up again; return whether anything moved.

    ``mean`` and ``spread`` are those of the performances before the vote. ``down`` has the messages of the
    links above the models, ``up`` those of the links below.
    """
    links = len(mean) - 1
    moving = False
    for step in range(2 * links):
        i = step if step < links else 2 * links - 1 - step
        j = i + 1
        s_a = spread[i] / (1.0 + spread[i] * down_p[i])
        s_b = spread[j] / (1.0 + spread[j] * up_p[j])
        level = code[first + i] in (LEVEL, LAST_LEVEL)
        p_a, m_a, p_b, m_b = link_messages(
            mean[i] - mean[j], s_a * down_m[i], s_a, s_b * up_m[j], s_b, level, eps
        )
        if step < links:
            moving |= replace_message(down_p, down_m, j, p_b, m_b, spread[j])
        else:
            moving |= replace_message(up_p, up_m, i, p_a, m_a, spread[i])
    return moving


def rate_ranking(  # noqa: PLR0917 - as above
    mu: Floats,
    variance: Floats,
    left: Sequence[int],
    right: Sequence[int],
    code: Sequence[int],
    first: int,
    last: int,
    two_beta2: float,
    tau2: float,
    eps: float,
) -> None:
    """Rate the chain of the entries ``first`` to ``last``, changing the first two columns in place."""
    beta2 = _HALF * two_beta2
    slots = [left[k] for k in range(first, last + 1)] + [right[last]]
    mean = [mu[slot] for slot in slots]
    spread = [variance[slot] + tau2 + beta2 for slot in slots]
    down_p = [0.0 for _ in slots]
    down_m = [0.0 for _ in slots]
    up_p = [0.0 for _ in slots]
    up_m = [0.0 for _ in slots]
    for _ in range(_SWEEPS):
        if not sweep(mean, spread, code, first, down_p, down_m, up_p, up_m, eps):
            break
    for i in range(len(slots)):
        own = variance[slots[i]] + tau2
        p = down_p[i] + up_p[i]
        whole = 1.0 + spread[i] * p
        mu[slots[i]] = mean[i] + own * (down_m[i] + up_m[i]) / whole
        variance[slots[i]] = own * ((1.0 + beta2 * p) / whole)


def count_ranking(  # noqa: PLR0917 - as above
    wins: Counts,
    losses: Counts,
    ties: Counts,
    left: Sequence[int],
    right: Sequence[int],
    code: Sequence[int],
    first: int,
    last: int,
) -> None:
    """Count the chain as one vote on each of its models: won by those with more models below than above."""
    models = last - first + 2
    start = 0
    for end in range(1, models + 1):
        said = code[first + end - 1] if end < models else ABOVE
        if said not in (ABOVE, LAST_ABOVE):
            continue
        for i in range(start, end):
            slot = left[first + i] if i < models - 1 else right[last]
            if models - end > start:
                wins[slot] += 1
            elif models - end < start:
                losses[slot] += 1
            else:
                ties[slot] += 1
        start = end
