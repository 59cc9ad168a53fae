"""Commands that answer one question."""
