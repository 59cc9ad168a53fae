"""Limits on what voters and networks may do."""
