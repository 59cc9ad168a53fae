from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from service.errors import Invalid
from service.rating import compiled, engines
from service.rating.engines import FAST, PLAIN, Engine, engine
from service.rating.params import Params
from tests.rating.logs import random_votes

PARAMS = Params()
NUMBERS = (PARAMS.two_beta2, PARAMS.tau2, PARAMS.margin, True)
VOTES = [list(column) for column in zip(*(vote[:3] for vote in random_votes(3000)), strict=True)]

needs_numba = pytest.mark.skipif(not compiled.available(), reason="the extra 'fast' is not installed")
# The first to compile the fold in a process waits for seconds.
COMPILED = pytest.param(FAST, marks=[needs_numba, pytest.mark.slow])
both = pytest.mark.parametrize("one", [PLAIN, COMPILED], ids=lambda e: e.name)


@pytest.fixture
def nothing_loaded() -> Iterator[None]:
    """Yield the state of a process that has compiled nothing yet."""
    compiled.load.cache_clear()
    yield
    compiled.load.cache_clear()


def columns() -> list[Any]:
    return [[PARAMS.mu] * 13, [PARAMS.variance] * 13, *([0] * 13 for _ in range(4))]


def as_arrays(lists: list[Any]) -> list[Any]:
    return [np.array(column) for column in lists]


@both
def test_lists_stay_lists_of_python_numbers(one: Engine) -> None:
    expected, found = columns(), columns()
    PLAIN.fold(*expected, *VOTES, *NUMBERS)
    before = list(map(id, found))
    one.fold(*found, *as_arrays(VOTES), *NUMBERS)
    assert found == expected
    assert list(map(id, found)) == before
    assert [type(column[0]) for column in found] == [float, float, int, int, int, int]


@both
def test_arrays_are_changed_in_place(one: Engine) -> None:
    expected, found = columns(), as_arrays(columns())
    PLAIN.fold(*expected, *VOTES, *NUMBERS)
    one.fold(*found, *VOTES, *NUMBERS)
    assert [column.tolist() for column in found] == expected


@both
def test_arrays_of_other_kinds_and_strides_are_taken(one: Engine) -> None:
    expected, found = columns(), columns()
    PLAIN.fold(*expected, *VOTES, *NUMBERS)
    table = np.array(VOTES, np.int16).T.copy()
    one.fold(*found, *(table[:, i] for i in range(3)), *NUMBERS)
    assert found == expected


@needs_numba
@pytest.mark.parametrize("sides", [([13], [0]), ([0], [13]), ([-1], [0]), ([0, 1], [2])])
def test_machine_code_never_sees_a_slot_that_is_not_there(sides: tuple[list[int], list[int]]) -> None:
    found = columns()
    with pytest.raises(IndexError):
        FAST.fold(*found, *sides, [1], *NUMBERS)
    assert found == columns()


def test_engines_by_name() -> None:
    assert engine("plain", 10**9) is PLAIN
    with pytest.raises(Invalid, match="auto, plain, fast"):
        engine("quick", 1)


@needs_numba
@pytest.mark.usefixtures("nothing_loaded")
def test_auto_loads_the_compiled_fold_only_for_much_and_then_uses_it_for_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compilations: list[bool] = []
    monkeypatch.setattr(compiled, "_compile", lambda *, with_cache: compilations.append(with_cache))
    assert engine("auto", engines.WORTH_COMPILING - 1) is PLAIN
    assert compilations == []
    assert engine("auto", engines.WORTH_COMPILING) is FAST
    assert engine("auto", engines.WORTH_CONVERTING) is FAST
    assert engine("auto", engines.WORTH_CONVERTING - 1) is PLAIN
    assert engine("fast", 1) is FAST
    assert compilations == [True]


@pytest.mark.usefixtures("nothing_loaded")
def test_without_numba_auto_is_plain_and_fast_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "available", lambda: False)
    assert engine("auto", 10**9) is PLAIN
    with pytest.raises(Invalid, match="extra 'fast'"):
        engine("fast", 1)


def test_a_large_fold_without_numba_names_the_extra_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(compiled, "available", lambda: False)
    engines._advise.cache_clear()
    engine("auto", engines.WORTH_COMPILING - 1)
    assert caplog.messages == []
    for _ in range(2):
        engine("auto", engines.WORTH_COMPILING)
    assert len(caplog.messages) == 1
    assert "extra 'fast'" in caplog.messages[0]
