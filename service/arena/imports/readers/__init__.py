"""Readers of files: batches of text columns, whatever the format."""
