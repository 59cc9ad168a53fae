"""The update to sixty digits and more, straight from its definition, for the kernel to be held against."""

from __future__ import annotations

from typing import Any

import mpmath

from service.rating.params import Params

Update = tuple[float, float, float, float]


def mills(z: Any) -> Any:
    """``(1 - Phi(z)) / phi(z)``."""
    return mpmath.sqrt(mpmath.pi / 2) * mpmath.erfc(z / mpmath.sqrt(2)) * mpmath.exp(z * z / 2)


def win(x: float) -> tuple[Any, Any]:
    """``(v, u)`` of a win."""
    with mpmath.workdps(60):
        exact = mpmath.mpf(x)
        v = 1 / mills(-exact)
        return v, 1 - v * (v + exact)


def draw(t: float, e: float) -> tuple[Any, Any]:
    """``(v, u)`` of a draw; with digits to spare, since this is the formula that cancels."""
    with mpmath.workdps(120):
        size, margin = mpmath.mpf(abs(t)), mpmath.mpf(e)
        p, q = size - margin, size + margin
        far = mpmath.exp(-2 * size * margin)
        mass = mills(p) - far * mills(q)
        v = (1 - far) / mass
        u = 1 - v * v - (q * far - p) / mass
        return (v if t < 0 else -v), u


def update(first: tuple[float, float], second: tuple[float, float], *, drawn: bool, params: Params) -> Update:
    """Return both sides' ``(mu, variance)``, the winner first, from exact ``beta``, ``tau`` and margin."""
    with mpmath.workdps(60):
        beta, tau, p = (mpmath.mpf(getattr(params, n)) for n in ("beta", "tau", "draw_probability"))
        margin = mpmath.erfinv(p) * mpmath.sqrt(2) * mpmath.sqrt(2) * beta
        (m1, s1), (m2, s2) = ((mpmath.mpf(m), mpmath.mpf(s) + tau * tau) for m, s in (first, second))
        c2 = s1 + s2 + 2 * beta * beta
        c = mpmath.sqrt(c2)
        t, e = (m1 - m2) / c, margin / c
        v, u = draw(t, e) if drawn else win(t - e)
        return (
            float(m1 + s1 / c * v),
            float(s1 * (1 - s1 / c2 * (1 - u))),
            float(m2 - s2 / c * v),
            float(s2 * (1 - s2 / c2 * (1 - u))),
        )
