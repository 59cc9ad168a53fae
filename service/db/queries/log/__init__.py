"""The log outside of its table."""
