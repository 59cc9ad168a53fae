"""One vote's arithmetic: the two-player TrueSkill update and the special functions it needs.

Everything here uses only ``+ - * / sqrt``, ``floor``, comparisons and exact powers of two, which IEEE 754
defines to the last bit. The C library's ``exp`` and ``erfc`` are not defined that precisely and differ
between processors, so a recomputed log could differ from the stored ratings. The same source runs as plain
Python and, through ``service.rating.compiled``, as machine code, so it uses only what both understand.

The update is that of Herbrich, Minka and Graepel ("TrueSkill: A Bayesian Skill Rating System", NIPS 2006)
in the closed form for two players. Let ``d ~ N(t, 1)`` be the difference of the two performances in units of
its standard deviation ``c``. A vote says that ``d`` lies above the margin (a win) or within it (a draw). The
update needs two moments of ``d`` truncated to that range: ``v``, how far its mean moves, and ``u``, the
remaining variance; the paper's ``w`` is ``1 - u``. Each range of ``t`` has its own formula, chosen so that
nearly equal numbers are not subtracted and nothing overflows.
"""

from __future__ import annotations

from math import floor, ldexp, sqrt

# From here on the continued fraction takes over from the rational approximation.
_TAIL = 4.0

# Levels of the continued fraction; enough for 1e-14 of ``1/R - z`` at ``z = 4`` and better beyond.
_TAIL_LEVELS = 24

# ``exp`` of anything less is taken as 0: below 1e-307 it vanishes in every sum.
_UNDERFLOW = -708.0

# A win expected by more standard deviations than this changes nothing in float64.
_CERTAIN = 40.0

# Draw margins below this many ``c`` use the limit for a vanishing margin.
_NARROW = 5e-4

# ``exp(-42)`` is below the last place of 1, so the margin's far end has no weight.
_ONE_SIDED = 42.0

# Below this the Langevin function is summed as a series, where its closed form would cancel.
_WEAK_PULL = 0.25

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 0.6931471803691238  # 33 bits, so that its product with any exponent is exact
_LN2_LOW = 1.9082149292705877e-10
_INV_SQRT_2PI = 0.3989422804014327
_HALF = 0.5


def exp_negative(x: float) -> float:
    """Return ``exp(x)`` for ``x <= 0``, to about one unit in the last place; 0 below -708.

    ``x = k ln 2 + r`` with ``|r| <= ln 2 / 2``, and ``exp(r) = 1 + 2 r / (r coth(r / 2) - r)``, whose
    even function ``r coth(r / 2)`` is a polynomial in ``r * r`` to 8e-19 (as in FreeBSD's ``e_exp.c``).
    """
    if x < _UNDERFLOW:
        return 0.0
    k = floor(x * _LOG2_E + _HALF)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    s = r * r
    even = s * 4.1374682876201966e-08 - 1.6533880400982107e-06
    even = even * s + 6.613756295638434e-05
    even = even * s - 0.002777777777688269
    even = even * s + 0.16666666666666574
    even = even * s + 2.0
    return ldexp(1.0 + 2.0 * r / (even - r), k)


def density(x: float) -> float:
    """Return the standard normal density at ``x``."""
    return _INV_SQRT_2PI * exp_negative(-_HALF * x * x)


def mills_near(z: float) -> float:
    """Return Mills' ratio ``(1 - Phi(z)) / phi(z)`` for ``0 <= z <= 4``, to 1e-15 of its value.

    It is ``sqrt(pi / 2) erfcx(z / sqrt 2)``, here by rational interpolation at Chebyshev's nodes.
    """
    above = z * 0.9999991510354359 + 22.911154110737307
    above = above * z + 246.30668031104528
    above = above * z + 1599.6367907216231
    above = above * z + 6772.82954189722
    above = above * z + 18811.593938664802
    above = above * z + 32206.575891205943
    above = above * z + 27626.862273370316
    below = z + 22.911105402712643
    below = below * z + 247.30804251406255
    below = below * z + 1622.5231688586775
    below = below * z + 7017.464403210849
    below = below * z + 20362.04580884925
    below = below * z + 38524.33942623669
    below = below * z + 43284.93643162106
    below = below * z + 22043.04687134934
    return above / below


def tail(z: float) -> tuple[float, float]:
    """Return ``1/R(z) - z`` and the variance of a normal above ``z``, for ``z >= 4``; ``R`` is Mills' ratio.

    ``1/R = z + 1/(z + 2/(z + 3/(z + ...)))`` (Laplace), evaluated from the inside out. The omitted levels
    are replaced by the value at which they would repeat. With ``rest = 2/(z + 3/...)`` and
    ``gap = 1/(z + rest)`` the variance is ``gap * (rest - gap)``, without the cancellation of ``1 - w``.
    """
    rest = 2.0 * _TAIL_LEVELS / (z + sqrt(z * z + 4.0 * _TAIL_LEVELS))
    for level in range(_TAIL_LEVELS - 1, 1, -1):
        rest = level / (z + rest)
    gap = 1.0 / (z + rest)
    return gap, gap * (rest - gap)


def mills(z: float) -> float:
    """Return Mills' ratio ``(1 - Phi(z)) / phi(z)`` for any ``z >= 0``."""
    if z < _TAIL:
        return mills_near(z)
    return 1.0 / (z + tail(z)[0])


def win_moments(x: float) -> tuple[float, float]:
    """Return ``(v, u)`` of a win: the moments of ``d ~ N(t, 1)`` truncated to ``d > e``.

    With ``x = t - e`` the paper's ``v = phi(x) / Phi(x)``, and ``u = 1 - v (v + x)``.
    """
    if x >= 0.0:
        if x > _CERTAIN:
            return 0.0, 1.0
        phi = density(x)
        v = phi / (1.0 - phi * mills(x))
        return v, 1.0 - v * (v + x)
    if x > -_TAIL:
        v = 1.0 / mills_near(-x)
        return v, 1.0 - v * (v + x)
    gap, u = tail(-x)
    return gap - x, u


def _draw_narrow(t: float, e: float) -> tuple[float, float]:
    """Return ``(v, u)`` of a draw with a tiny margin, on which the density is ``exp(t d)``.

    Then ``d / e`` has the Langevin function of ``k = t e`` as its mean and its derivative as variance.
    """
    k = t * e
    if k < _WEAK_PULL:
        s = k * k
        mean = k * (1 / 3 + s * (-1 / 45 + s * (2 / 945 - s / 4725)))
        spread = 1 / 3 + s * (-1 / 15 + s * (2 / 189 - s / 675))
    else:
        far = exp_negative(-2.0 * k)
        near = 1.0 - far
        mean = (1.0 + far) / near - 1.0 / k
        spread = 1.0 / (k * k) - 4.0 * far / (near * near)
    return e * mean - t, e * e * spread


def _draw_inside(t: float, e: float) -> tuple[float, float]:
    """Return ``(v, u)`` of an expected draw, ``t < e``: the two tails are subtracted from the whole."""
    p = e - t
    q = e + t
    phi_p = density(p)
    phi_q = density(q)
    mass = 1.0 - phi_p * mills(p) - phi_q * mills(q)
    v = (phi_q - phi_p) / mass
    return v, 1.0 - v * v - (p * phi_p + q * phi_q) / mass


def _draw_outside(t: float, e: float) -> tuple[float, float]:
    """Return ``(v, u)`` of a draw between unequal sides, ``0 <= t - e < 4``.

    ``phi(t - e)`` is divided out of every term.
    """
    p = t - e
    q = t + e
    far = exp_negative(-2.0 * t * e)
    mass = mills_near(p) - far * mills(q)
    v = (1.0 - far) / mass
    mean = v - p
    return -v, 1.0 - 2.0 * e * far / mass - mean * v


def _draw_against_odds(t: float, e: float) -> tuple[float, float]:
    """Return ``(v, u)`` of a very unlikely draw, ``t - e >= 4``.

    It is as outside, with the leading terms canceled by hand. Once the margin's far end has no weight, it is
    like a win of the weaker side.
    """
    p = t - e
    gap_p, u = tail(p)
    if 2.0 * t * e > _ONE_SIDED:
        return -(p + gap_p), u
    q = t + e
    gap_q = tail(q)[0]
    mills_p = 1.0 / (p + gap_p)
    mills_q = 1.0 / (q + gap_q)
    far = exp_negative(-2.0 * t * e)
    mass = mills_p - far * mills_q
    pull = (1.0 - far) * (gap_p * mills_p - far * gap_q * mills_q)
    w = (pull + 2.0 * e * far * (mills_p - mills_q)) / (mass * mass)
    return -(1.0 - far) / mass, 1.0 - w


def draw_moments(t: float, e: float) -> tuple[float, float]:
    """Return ``(v, u)`` of a draw: the moments of ``d ~ N(t, 1)`` truncated to ``-e <= d <= e``.

    ``e >= 0`` is the margin in units of ``c``, and ``u`` is never below 0. Changing the sign of ``t`` changes
    that of ``v`` and nothing else.
    """
    size = abs(t)
    if e < _NARROW:
        v, u = _draw_narrow(size, e)
    elif size < e:
        v, u = _draw_inside(size, e)
    elif size - e < _TAIL:
        v, u = _draw_outside(size, e)
    else:
        v, u = _draw_against_odds(size, e)
    if u < 0.0:  # noqa: PLR1730 - a call of max() would cost a tenth of the draw
        u = 0.0
    if t < 0.0:
        v = -v
    return v, u


def _kept(own: float, others: float, c2: float, u: float) -> float:
    """Return the remaining variance of a side that had ``own`` of ``c2 = own + others``.

    ``own (1 - own / c2 (1 - u))`` in two forms: the first leaves ``own`` unchanged, to the bit, if the vote
    says nothing. The second stays positive if ``own`` is nearly all of ``c2``.
    """
    if u > _HALF:
        return own - own * (own / c2) * (1.0 - u)
    return own * ((others + own * u) / c2)


def update(  # noqa: PLR0917 - called by position: keywords would cost the plain fold a tenth
    m_w: float,
    s_w: float,
    m_l: float,
    s_l: float,
    draw: bool,  # noqa: FBT001
    two_beta2: float,
    tau2: float,
    eps: float,
) -> tuple[float, float, float, float]:
    """Return both sides' ``(mu, variance)`` after one vote: the winner's first, or either's if drawn.

    ``s_w`` and ``s_l`` are variances, ``two_beta2`` is ``2 beta**2``, ``tau2`` is ``tau**2``, and ``eps``
    is the draw margin on the scale of ``mu``. Swapping the sides of a draw swaps the results, to the bit.
    """
    a = s_w + tau2
    b = s_l + tau2
    c2 = a + b + two_beta2
    c = sqrt(c2)
    if draw:
        v, u = draw_moments((m_w - m_l) / c, eps / c)
    else:
        v, u = win_moments((m_w - m_l - eps) / c)
    return (
        m_w + a * v / c,
        _kept(a, b + two_beta2, c2, u),
        m_l - b * v / c,
        _kept(b, a + two_beta2, c2, u),
    )
