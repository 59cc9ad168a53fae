import dataclasses
import json
from pathlib import Path

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import Invalid
from service.rating.params import Params, check_chosen


def test_defaults_are_the_usual_ones_without_drift() -> None:
    params = Params()
    assert (params.mu, params.sigma, params.beta) == (25.0, 25.0 / 3, 25.0 / 6)
    assert (params.tau, params.draw_probability, params.both_bad) == (0.0, 0.1, "tie")
    assert (params.tau2, params.fold_both_bad) == (0.0, True)
    assert (params.variance, params.two_beta2) == pytest.approx((625 / 9, 625 / 18), rel=1e-15)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mu", float("nan")),
        ("mu", 1.1e6),
        ("mu", "25"),
        ("mu", True),
        ("mu", 10**400),
        ("sigma", 0.0),
        ("sigma", -1.0),
        ("sigma", float("inf")),
        ("beta", 1e-4),
        ("tau", -0.1),
        ("tau", 1001),
        ("draw_probability", 1.0),
        ("draw_probability", -0.1),
        ("both_bad", "draw"),
    ],
)
def test_senseless_numbers_are_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(Invalid) as caught:
        Params(**{field: value})  # type: ignore[arg-type]
    assert [error.field for error in caught.value.errors] == [field]
    assert field in caught.value.detail


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        Params(sigma=0, beta=0, both_bad="no")
    assert [error.field for error in caught.value.errors] == ["sigma", "beta", "both_bad"]


def test_what_may_be_chosen_is_less_than_what_can_be_read() -> None:
    assert Params(draw_probability=1e-320).draw_probability == 1e-320
    assert check_chosen({"draw_probability": 0.001}) == Params(draw_probability=0.001)
    with pytest.raises(Invalid, match=r"from 0\.001 to 0\.99") as caught:
        check_chosen({"draw_probability": 1e-320})
    assert [error.field for error in caught.value.errors] == ["draw_probability"]


def test_a_draw_needs_a_margin() -> None:
    with pytest.raises(Invalid, match="'tie'"):
        Params(draw_probability=0)


def test_published_margins(shared_data: Path) -> None:
    cases = json.loads((shared_data / "ratings-trueskill-published.json").read_text())["draw_margins"]
    assert len(cases) == 3
    for case in cases:
        env = case["env"]
        margin = Params(beta=env["beta"], draw_probability=env["draw_probability"]).margin
        assert margin == pytest.approx(case["expected"], abs=case["tolerance"], rel=0)


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_margin(p: float) -> None:
    with mpmath.workdps(60):
        quantile = mpmath.sqrt(2) * mpmath.erfinv(mpmath.mpf(p))
    assert Params(draw_probability=p, beta=1.0).margin == pytest.approx(
        float(quantile * mpmath.sqrt(2)), rel=1e-14, abs=1e-320
    )


def test_the_fingerprint_names_the_numbers_and_nothing_else() -> None:
    assert Params().method_version == "83502c1ff18c"
    assert Params(mu=25, tau=-0.0).method_version == Params().method_version
    others = [
        dataclasses.replace(Params(), **change)
        for change in (
            {"mu": 25.000000000000004},
            {"sigma": 8.0},
            {"beta": 4.0},
            {"tau": 0.01},
            {"draw_probability": 0.2},
            {"both_bad": "ignore"},
        )
    ]
    versions = {params.method_version for params in [Params(), *others]}
    assert len(versions) == 7
    assert all(len(version) == 12 and int(version, 16) >= 0 for version in versions)
