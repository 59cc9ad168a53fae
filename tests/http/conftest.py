"""The served application, for the tests of what JSON and pages share."""

from tests.support.served.services import api, sqlite_api

__all__ = ["api", "sqlite_api"]
