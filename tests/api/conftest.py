"""The served application, for the tests of the API."""

from tests.support.services import api as api
from tests.support.services import sqlite_api as sqlite_api
