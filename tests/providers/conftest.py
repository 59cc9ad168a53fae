"""The served application, for the tests of the providers' document."""

from tests.support.services import api as api
from tests.support.services import sqlite_api as sqlite_api
