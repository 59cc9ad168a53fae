"""Scripts for developers; only the benchmarks are Python."""
