"""How true leaderboards are: what they say in simulated arenas, beside what is true there."""
