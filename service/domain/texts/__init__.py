"""Rules for texts: which of them look alike, and facts in words."""
