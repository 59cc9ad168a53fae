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

_HALF = 0.5

# A message is settled once a visit changes it by less than this share of it, or of one standard deviation.
_SETTLED = 1e-11

# Rankings settle within some tens of sweeps. Those whose rounding errors are larger than the above end here.
_SWEEPS = 200


def link_messages(
    ahead: float,
    m_a: float,
    s_a: float,
    m_b: float,
    s_b: float,
    level: bool,
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


def _moved(before: float, after: float, scale: float) -> bool:
    return abs(after - before) > _SETTLED * (abs(after) + scale)


def rate_ranking(  # noqa: PLR0917 - called by position, like the fold
    mu: MutableSequence[float],
    variance: MutableSequence[float],
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
    links = last - first + 1
    beta2 = _HALF * two_beta2
    slots = [left[first + i] for i in range(links)] + [right[last]]
    spread = [variance[slot] + tau2 + beta2 for slot in slots]
    down_p = [0.0] * (links + 1)
    down_t = [0.0] * (links + 1)
    up_p = [0.0] * (links + 1)
    up_t = [0.0] * (links + 1)
    for _ in range(_SWEEPS):
        moving = False
        for step in range(2 * links):
            i = step if step < links else 2 * links - 1 - step
            j = i + 1
            s_a = spread[i] / (1.0 + spread[i] * down_p[i])
            s_b = spread[j] / (1.0 + spread[j] * up_p[j])
            said = code[first + i]
            p_a, t_a, p_b, t_b = link_messages(
                mu[slots[i]] - mu[slots[j]],
                s_a * down_t[i],
                s_a,
                s_b * up_t[j],
                s_b,
                said in (LEVEL, LAST_LEVEL),
                eps,
            )
            if step < links:
                moving |= _moved(down_p[j], p_b, 1.0 / spread[j])
                moving |= _moved(down_t[j], t_b, 1.0 / sqrt(spread[j]))
                down_p[j] = p_b
                down_t[j] = t_b
            else:
                moving |= _moved(up_p[i], p_a, 1.0 / spread[i])
                moving |= _moved(up_t[i], t_a, 1.0 / sqrt(spread[i]))
                up_p[i] = p_a
                up_t[i] = t_a
        if not moving:
            break
    for i in range(links + 1):
        own = variance[slots[i]] + tau2
        p = down_p[i] + up_p[i]
        whole = 1.0 + spread[i] * p
        mu[slots[i]] += own * (down_t[i] + up_t[i]) / whole
        variance[slots[i]] = own * ((1.0 + beta2 * p) / whole)


def count_ranking(  # noqa: PLR0917 - called by position, like the fold
    wins: MutableSequence[int],
    losses: MutableSequence[int],
    ties: MutableSequence[int],
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
