"""The compiled fold leaves the same bits behind as plain Python."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from service.rating import compiled
from service.rating.fold import fold
from service.rating.params import Params
from tests.rating.logs import football

pytest.importorskip("numba", reason="the extra 'fast' is not installed")

pytestmark = pytest.mark.slow

Columns = list[list[Any]]
PLAIN: Callable[..., None] = fold

PARAMETERS = [
    Params(),
    Params(tau=25 / 300),
    Params(mu=0.0, sigma=1.0, beta=1e-3, draw_probability=0.9),
    Params(beta=1e4, draw_probability=1e-12),
    Params(draw_probability=0.999999, tau=3.0, both_bad="ignore"),
]


def prior(params: Params, slots: int) -> Columns:
    return [[params.mu] * slots, [params.variance] * slots, *([0] * slots for _ in range(4))]


def numbers(params: Params) -> tuple[float, float, float, bool]:
    return params.two_beta2, params.tau2, params.margin, params.fold_both_bad


def assert_same_bits(columns: Columns, votes: Sequence[Sequence[int]], params: Params) -> None:
    """Fold the votes (columns left, right, outcome) both ways and compare every bit of every state."""
    kinds = [np.float64] * 2 + [np.int64] * 4
    arrays = [np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    compiled.load()(*arrays, *(np.array(side, np.int64) for side in votes), *numbers(params))
    PLAIN(*columns, *votes, *numbers(params))
    assert np.isfinite(arrays[0]).all()
    for column, array in zip(columns, arrays, strict=True):
        assert np.array(column, array.dtype).tobytes() == array.tobytes()


def random_sides(picked: random.Random, slots: int, count: int) -> tuple[list[int], list[int], list[int]]:
    pairs = [picked.sample(range(slots), 2) for _ in range(count)]
    return [a for a, _ in pairs], [b for _, b in pairs], picked.choices([1, 2, 3, 4], [4, 4, 2, 1], k=count)


def test_three_hundred_thousand_votes_in_chains() -> None:
    for params in PARAMETERS:
        picked = random.Random(params.method_version)
        assert_same_bits(prior(params, 60), random_sides(picked, 60, 60_000), params)


@pytest.mark.parametrize("params", PARAMETERS)
def test_random_states_with_gaps_up_to_ten_thousand(params: Params) -> None:
    """Every vote meets two fresh states, variances from 0.001 to 1000, so that every branch is taken."""
    picked = random.Random(params.method_version)
    count = 25_000
    columns = prior(params, 2 * count)
    columns[0] = [picked.choice([-1, 1]) * 10 ** picked.uniform(-6, 4) for _ in range(2 * count)]
    columns[1] = [10 ** picked.uniform(-3, 3) for _ in range(2 * count)]
    outcomes = picked.choices([1, 2, 3, 4], k=count)
    assert_same_bits(columns, (range(0, 2 * count, 2), range(1, 2 * count, 2), outcomes), params)


def test_a_century_of_football(shared_data: Path) -> None:
    votes = list(zip(*football(shared_data), strict=True))
    assert len(votes[0]) > 49_000
    assert_same_bits(prior(Params(), 400), votes, Params(tau=25 / 300))


def test_the_state_is_float64_whatever_the_log() -> None:
    assert_same_bits(prior(Params(), 3), ([], [], []), Params())


@pytest.fixture
def copied_engine(tmp_path: Path) -> Path:
    """Return the rating engine alone in a folder of its own, to be edited and locked."""
    source = Path(compiled.__file__).parents[1]
    (tmp_path / "service").mkdir()
    for name in ("__init__.py", "errors.py"):
        shutil.copy(source / name, tmp_path / "service")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(source / "rating", tmp_path / "service" / "rating", ignore=ignored)
    shutil.copytree(source / "domain", tmp_path / "service" / "domain", ignore=ignored)
    return tmp_path


SCRIPT = """
import numpy as np
from service.rating.compiled import load
mu, variance = np.full(2, 25.0), np.full(2, 70.0)
counts = [np.zeros(2, np.int64) for _ in range(4)]
votes = [np.array([value], np.int64) for value in (0, 1, 1)]
load()(mu, variance, *counts, *votes, 35.0, 0.0, 0.74, True)
print(mu[0].hex(), sum(load().stats.cache_hits.values()))
"""


def run(folder: Path, **environment: str) -> list[str]:
    """Return what a fresh process prints that folds one vote with the engine in this folder."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("NUMBA", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=folder,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_works_where_nothing_can_be_cached(copied_engine: Path) -> None:
    """A read-only tree: files stand where the cache folders would be, which stops even root."""
    for folder in (copied_engine / "service" / "rating", copied_engine):
        (folder / "__pycache__").write_text("in the way")
    nowhere = str(copied_engine / "__pycache__" / "no")
    shut = {"NUMBA_CACHE_DIR": nowhere, "HOME": nowhere, "XDG_CACHE_HOME": nowhere}
    assert run(copied_engine, **shut)[1] == "0"


def test_the_cache_is_used_and_may_be_damaged_and_forgets_a_changed_kernel(copied_engine: Path) -> None:
    first, again = run(copied_engine), run(copied_engine)
    assert (first[1], again[1]) == ("0", "1")
    assert again[0] == first[0]
    for file in (copied_engine / "service" / "rating" / "__pycache__").glob("*.nbi"):
        file.write_bytes(file.read_bytes()[:40])
    assert run(copied_engine) == first
    kernel = copied_engine / "service" / "rating" / "kernel.py"
    kernel.write_text(kernel.read_text().replace("m_w + a * v / c", "m_w + a * v / c + 1.0"))
    changed = run(copied_engine)
    assert changed[1] == "0"
    assert float.fromhex(changed[0]) == pytest.approx(float.fromhex(first[0]) + 1)
