"""What the page of a leaderboard lets readers choose, and what it answers; the list of arenas."""
