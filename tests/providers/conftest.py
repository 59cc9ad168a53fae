"""The served application, for the tests of the providers' document."""

from tests.support.services import api, sqlite_api

__all__ = ["api", "sqlite_api"]
