"""The rules of the game in plain Python."""
