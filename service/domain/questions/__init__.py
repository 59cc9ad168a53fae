"""What may be asked of several leaderboards at once: which axes, which models."""
