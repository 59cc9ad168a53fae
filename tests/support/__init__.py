"""What several tests and the benchmarks share: real servers and real databases, no mocks."""
