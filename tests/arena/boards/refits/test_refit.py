from service.arena.boards.refits.refit import Refit, decode, encode
from service.domain.axes import OVERALL, Axis
from service.rating.clustered import Shares, Spread
from service.rating.pooled import Deviations, Likely

REFIT = Refit(
    3,
    700,
    {
        OVERALL: {1: Likely(1010.5, 990.0, 1031.125), 20: Likely(989.5, 969.0, 1010.0)},
        Axis("people", "pt-BR"): {1: Likely(1000.0, 900.0, 1100.0)},
    },
    Deviations(120.5, 60.0, None, 30.0),
    ("3 axes have no estimate",),
    {
        OVERALL: Spread({1: 3.1, 20: 2.5}, 2.8, 100, 0, Shares(0.3, 0.7, 0.0), 0.81, 0.88),
        Axis("nature"): Spread({1: 1.0, 20: 1.0}, 1.0, 0, 9, Shares(1.0, 0.0, 0.0), 1.0, None),
    },
)


def test_a_stored_refit_is_the_same() -> None:
    assert decode(3, 700, encode(REFIT)) == REFIT
    assert REFIT.size == 3


def test_an_arena_without_estimates_has_one_too() -> None:
    empty = Refit(3, 700, {}, Deviations(0.0, None, None, None))
    assert decode(3, 700, encode(empty)) == empty
