"""Statistics that tell rigging from honest votes, each with a bound on how often it is wrong."""
