import ast
import inspect
import json
import random
from itertools import pairwise
from math import inf, isfinite, nextafter, sqrt
from pathlib import Path
from types import ModuleType
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.rating import fold, kernel, ranked
from service.rating.kernel import draw_moments, exp_negative, mills, tail, update, win_moments
from service.rating.params import Params
from tests.rating import truth

DEFAULT = Params()
NUMBERS = (DEFAULT.two_beta2, DEFAULT.tau2, DEFAULT.margin)
WIN, DRAW = False, True
Pair = tuple[float, float]

IMPORTED = {"update", "draw_moments", "win_moments", "rate_ranking", "count_ranking"}
ALLOWED_CALLS = {"abs", "floor", "ldexp", "len", "range", "sqrt"}


def relative(value: float, exact: Any) -> float:
    return float(abs(value / exact - 1))


@pytest.mark.parametrize("module", [kernel, ranked, fold])
def test_the_arithmetic_uses_only_operations_that_ieee_754_defines(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert called <= ALLOWED_CALLS | own | IMPORTED
    assert not any(isinstance(node, (ast.Pow, ast.Mod, ast.FloorDiv)) for node in ast.walk(tree))


def test_exponential() -> None:
    picked = random.Random(1)
    points = [picked.uniform(-708, 0) for _ in range(2000)] + [-(10.0**-k) for k in range(20)]
    with mpmath.workdps(40):
        assert max(relative(exp_negative(x), mpmath.exp(x)) for x in points) < 3e-16
    assert exp_negative(0.0) == 1.0
    assert exp_negative(-709.0) == exp_negative(-1e300) == 0.0


def test_mills_ratio_is_found_again_from_its_definition() -> None:
    """What the coefficients stand for: a rational function (7, 8) through Chebyshev's nodes on [0, 4]."""
    with mpmath.workdps(50):
        nodes = [2 + 2 * mpmath.cos(mpmath.pi * (2 * k + 1) / 32) for k in range(16)]
        matrix = mpmath.matrix(16, 16)
        values = [truth.mills(z) for z in nodes]
        for row, (z, value) in enumerate(zip(nodes, values, strict=True)):
            for power in range(8):
                matrix[row, power] = z**power
                matrix[row, 8 + power] = -value * z ** (power + 1)
        solved = mpmath.lu_solve(matrix, mpmath.matrix(values))
        above, below = (
            [float(x / solved[15]) for x in solved[:8]],
            [float(x / solved[15]) for x in solved[8:]],
        )
    source = inspect.getsource(kernel.mills_near)
    assert all(repr(number) in source for number in [*above, *below[:-1], float(1 / solved[15])])


def test_mills_ratio() -> None:
    picked = random.Random(2)
    points = [picked.uniform(0, 4) for _ in range(1000)] + [picked.uniform(4, 60) for _ in range(300)]
    with mpmath.workdps(60):
        assert max(relative(mills(z), truth.mills(mpmath.mpf(z))) for z in [0.0, 4.0, *points]) < 2e-15


def test_tail() -> None:
    picked = random.Random(3)
    with mpmath.workdps(80):
        for z in [4.0, *(4 * 10 ** picked.uniform(0, 6) for _ in range(300))]:
            exact = 1 / truth.mills(mpmath.mpf(z)) - z
            gap, left = tail(z)
            assert relative(gap, exact) < 2e-14
            assert relative(left, 1 - (z + exact) * exact) < 2e-13
    assert tail(1e200)[1] >= 0.0


def test_moments_of_a_win() -> None:
    picked = random.Random(4)
    points = [picked.uniform(-12, 12) for _ in range(1500)]
    points += [sign * 10 ** picked.uniform(-9, 5) for _ in range(300) for sign in (-1, 1)]
    for x in [0.0, -4.0, nextafter(-4.0, 0.0), 4.0, 40.0, *points]:
        v, u = win_moments(x)
        exact_v, exact_u = truth.win(x)
        assert abs(v - exact_v) <= 1e-14 * max(1, exact_v)
        assert abs(u - exact_u) <= 1e-12 * (exact_u if x <= -4 else 1)


@pytest.mark.slow
def test_moments_of_a_draw() -> None:
    picked = random.Random(5)
    for _ in range(2500):
        e = 10 ** picked.uniform(-9, 0.9)
        t = picked.choice([10 ** picked.uniform(-7, 5), picked.uniform(0, 12), e * picked.uniform(0, 2)])
        t *= picked.choice([-1, 1])
        v, u = draw_moments(t, e)
        exact_v, exact_u = truth.draw(t, e)
        assert abs(v - exact_v) <= 1e-11 * max(1, abs(exact_v)), (t, e)
        assert abs(u - exact_u) <= 1e-11, (t, e)


def test_a_vanishing_margin_leaves_no_variance() -> None:
    assert draw_moments(3.0, 0.0) == (-3.0, 0.0)
    assert draw_moments(-3.0, 0.0) == (3.0, 0.0)


def test_updates_at_the_extremes_are_those_of_exact_arithmetic() -> None:
    """Where the package refuses, or is silently wrong: upsets and draws across up to ten thousand points."""
    picked = random.Random(6)
    for _ in range(300):
        gap = picked.choice([-1, 1]) * 10 ** picked.uniform(1, 4)
        first, second = (gap, 10 ** picked.uniform(-3, 3)), (0.0, 10 ** picked.uniform(-3, 3))
        drawn = picked.random() < 0.5
        ours = update(*first, *second, drawn, *NUMBERS)
        exact = truth.update(first, second, drawn=drawn, params=DEFAULT)
        assert ours == pytest.approx(exact, rel=1e-11, abs=1e-9)


def published(shared_data: Path) -> list[dict[str, Any]]:
    document = json.loads((shared_data / "ratings-trueskill-published.json").read_text())
    return [case for case in document["published"] if case["kind"] == "rate_1vs1"]


def test_published_results(shared_data: Path) -> None:
    cases = published(shared_data)
    assert len(cases) == 22
    for case in cases:
        env, sides = case["env"], (case["input"]["left"], case["input"]["right"])
        assert env["draw_probability"] > 0 or case["outcome"] != "draw"
        margin = Params(beta=env["beta"], draw_probability=env["draw_probability"] or 0.5).margin
        if env["draw_probability"] == 0:
            margin = 0.0
        if case["outcome"] == "right":
            sides = sides[::-1]
        (first, second), drawn = sides, case["outcome"] == "draw"
        states = (first["mu"], first["sigma"] ** 2, second["mu"], second["sigma"] ** 2)
        found = update(*states, drawn, 2 * env["beta"] ** 2, env["tau"] ** 2, margin)
        expected = [case["expected"][side] for side in ("left", "right")]
        if case["outcome"] == "right":
            expected.reverse()
        for (mu, variance), want in zip((found[:2], found[2:]), expected, strict=True):
            assert mu == pytest.approx(want["mu"], abs=case["tolerance"], rel=0), case["name"]
            assert sqrt(variance) == pytest.approx(want["sigma"], abs=case["tolerance_sigma"], rel=0), case[
                "name"
            ]


variances = st.floats(1e-6, 1e8)
skills = st.tuples(st.floats(-1e6, 1e6), variances)
parameters = st.builds(
    Params,
    beta=st.floats(1e-3, 1e4),
    tau=st.floats(0, 1e3),
    draw_probability=st.floats(0, 1, exclude_min=True, exclude_max=True),
)


@pytest.mark.slow
@settings(max_examples=1500)
@given(skills, skills, st.booleans(), parameters)
def test_the_update_is_total(one: Pair, other: Pair, drawn: bool, params: Params) -> None:
    after = update(*one, *other, drawn, params.two_beta2, params.tau2, params.margin)
    assert all(isfinite(value) for value in after)
    assert min(after[1], after[3]) > 0.0


@settings(max_examples=500)
@given(skills, skills, parameters)
@pytest.mark.slow
def test_a_draw_is_the_same_from_both_sides(one: Pair, other: Pair, params: Params) -> None:
    numbers = (params.two_beta2, params.tau2, params.margin)
    after = update(*one, *other, DRAW, *numbers)
    assert update(*other, *one, DRAW, *numbers) == after[2:] + after[:2]


@settings(max_examples=500)
@given(st.floats(-1e4, 1e4), variances, variances)
@pytest.mark.slow
def test_what_a_vote_teaches(gap: float, s1: float, s2: float) -> None:
    m1, v1, m2, v2 = update(gap, s1, 0.0, s2, WIN, *NUMBERS)
    assert m1 >= gap
    assert m2 <= 0.0
    assert v1 <= s1 * (1 + 1e-15)
    assert v2 <= s2 * (1 + 1e-15)
    d1, v1, d2, v2 = update(gap, s1, 0.0, s2, DRAW, *NUMBERS)
    assert abs(d1 - d2) <= abs(gap) * (1 + 1e-12)
    assert v1 <= s1 * (1 + 1e-15)
    assert v2 <= s2 * (1 + 1e-15)


def test_the_bigger_the_surprise_the_bigger_the_move() -> None:
    gaps = [k / 10 for k in range(-1000, 1000)]
    moves = [update(gap, 50.0, 0.0, 50.0, WIN, *NUMBERS)[0] - gap for gap in gaps]
    assert all(a >= b - 1e-12 for a, b in pairwise(moves))
    pulls = [update(gap, 50.0, 0.0, 50.0, DRAW, *NUMBERS)[0] - gap for gap in gaps]
    assert all(a >= b - 1e-12 for a, b in pairwise(pulls))


def test_a_win_that_was_certain_changes_no_bit() -> None:
    assert update(1000.0, 3.0, 0.0, 7.0, WIN, *NUMBERS) == (1000.0, 3.0, 0.0, 7.0)
    assert update(1e6, 3.0, -1e6, 7.0, WIN, *NUMBERS) == (1e6, 3.0, -1e6, 7.0)


def test_equal_sides_that_draw_stay_where_they_are() -> None:
    m1, s1, m2, s2 = update(25.0, 60.0, 25.0, 40.0, DRAW, *NUMBERS)
    assert (m1, m2) == (25.0, 25.0)
    assert s1 < 60.0
    assert s2 < 40.0


def test_infinite_surprise_is_out_of_reach() -> None:
    assert win_moments(-1e150)[0] < inf
    assert draw_moments(1e150, 1e-3)[0] > -inf
