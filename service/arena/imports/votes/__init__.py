"""Import of votes."""
