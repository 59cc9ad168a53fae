"""Routes of questions over several leaderboards."""
