"""Controls: matchups that tell something about the voter, and nothing about the models."""
