"""Bytes by content: one protocol, a local folder or an S3 bucket behind it, and what is done to pictures."""
