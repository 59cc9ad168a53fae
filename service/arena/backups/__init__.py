"""Backups: a portable copy of the database, the blobs that it names and the secret key, and its restore."""
