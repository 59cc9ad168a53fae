"""Fixtures of backups: the bucket of the blob stores' tests."""

from tests.blobs.conftest import s3_address, s3_environment

__all__ = ["s3_address", "s3_environment"]
