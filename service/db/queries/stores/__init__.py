"""SQL about the blob store: its marker, and what the database names in it."""
