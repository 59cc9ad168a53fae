"""One question about many leaderboards: a table over arenas and axes, and the cheapest model that will do."""
