"""The measurements behind ``docs/performance.md``: every figure beside its floor, in one run on one machine.

Each module of this package and its rooms with a function ``run() -> list[Row]`` is one benchmark.
"""
