"""The served application, for the tests of the providers' document."""

from tests.support.served.services import api, sqlite_api

__all__ = ["api", "sqlite_api"]
