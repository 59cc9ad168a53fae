"""Helpers of several tests and the benchmarks: real servers and real databases, no mocks."""
