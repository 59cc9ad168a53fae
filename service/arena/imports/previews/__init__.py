"""What an import understood of a file of votes, told before or after it."""
