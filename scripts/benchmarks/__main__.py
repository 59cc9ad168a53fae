"""Run the benchmarks: ``python -m scripts.benchmarks [--only NAME] [--json FILE]``.

``--processes 1,2,4,8 --arenas 1,8`` widen the table of the benchmark ``scale``. ``--only soak --minutes 2
--database postgresql`` runs a short soak on PostgreSQL, ``--only large`` takes ten million votes.
"""

import argparse
import importlib
import json
import pkgutil
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import scripts.benchmarks
from scripts.benchmarks.bulk import large
from scripts.benchmarks.machine import describe
from scripts.benchmarks.rows import Row, table
from scripts.benchmarks.scale import scale
from scripts.benchmarks.soak import soak

Benchmark = Callable[[], list[Row]]

LONG = {"large", "soak"}
"""What runs only if it is named."""


def discover() -> dict[str, Benchmark]:
    """Return every benchmark of this package and its rooms by the last name of its module."""
    paths = [
        found.name for found in pkgutil.walk_packages(scripts.benchmarks.__path__, "scripts.benchmarks.")
    ]
    modules = {path.rsplit(".", 1)[1]: importlib.import_module(path) for path in paths if path != __name__}
    return {name: modules[name].run for name in sorted(modules) if hasattr(modules[name], "run")}


def measure(benchmarks: dict[str, Benchmark]) -> tuple[dict[str, list[Row]], list[str]]:
    """Run them one after the other; return the rows by name, and the names of those that failed."""
    results: dict[str, list[Row]] = {}
    broken = []
    for name, run in benchmarks.items():
        print(f"bench: {name} …", file=sys.stderr, flush=True)
        started = time.perf_counter()
        try:
            results[name] = run()
        except Exception:  # noqa: BLE001 - one broken benchmark must not cost the others' figures
            traceback.print_exc()
            broken.append(name)
        print(f"bench: {name} took {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    return results, broken


def as_json(machine: dict[str, str], results: dict[str, list[Row]]) -> str:
    """Return the machine and every row with its ratio and verdict."""
    rows = [
        {"benchmark": name, **asdict(row), "ratio": row.ratio, "ok": row.ok}
        for name, found in results.items()
        for row in found
    ]
    return json.dumps({"machine": machine, "rows": rows}, indent=2) + "\n"


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write; return 1 if a benchmark failed, or the soak misses a bound.

    Any other missed reach is not a failure: timings of a shared machine need a reader.
    """
    benchmarks = discover()
    parser = argparse.ArgumentParser("scripts/bench", description="Measure the service beside its floors.")
    parser.add_argument("--only", action="append", choices=benchmarks, help="one of them; may be repeated")
    parser.add_argument("--json", type=Path, default=Path("bench.json"), help="where the figures go")
    parser.add_argument("--processes", type=_numbers, default=scale.PROCESSES, help="for scale: 1,2,4,8")
    parser.add_argument("--arenas", type=_numbers, default=scale.ARENAS, help="for scale: 1,8")
    parser.add_argument("--minutes", type=float, default=soak.MINUTES, help="for soak")
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="for soak and large"
    )
    options = parser.parse_args(arguments)
    benchmarks["scale"] = partial(scale.run, options.processes, options.arenas)
    benchmarks["soak"] = partial(soak.run, options.minutes, options.database)
    benchmarks["large"] = partial(large.run, options.database)
    machine = describe()
    print("\n".join(f"{name}: {value}" for name, value in machine.items()), end="\n\n")
    names = options.only or [name for name in benchmarks if name not in LONG]
    results, broken = measure({name: benchmarks[name] for name in names})
    print(table([row for found in results.values() for row in found]))
    options.json.write_text(as_json(machine, results))
    if broken:
        print(f"bench: broke: {', '.join(broken)}", file=sys.stderr)
    leaks = [row.what for row in results.get("soak", ()) if row.ok is False]
    if leaks:
        print(f"bench: missed: {', '.join(leaks)}", file=sys.stderr)
    return 1 if broken or leaks else 0


if __name__ == "__main__":
    sys.exit(main())
