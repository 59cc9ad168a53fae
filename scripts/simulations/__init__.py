"""How true leaderboards are: what they say in simulated arenas, beside what is true there."""

# Before any module of this package loads numpy: it makes numpy multiply on one thread.
import service.rating  # noqa: F401
