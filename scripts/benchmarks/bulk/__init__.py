"""Work on a million votes and more."""
