"""Gold pairs, repeats, and how much voters agree."""
