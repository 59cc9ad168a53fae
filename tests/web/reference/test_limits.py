"""The limits of a server are those of its settings."""

from __future__ import annotations

from service.settings import Settings
from service.web.reference.limits import limits
from tests.support.served.document import DOCUMENT


def test_limits_are_those_of_the_settings() -> None:
    settings = Settings(voter_limit=7, key_limit=0, max_body_bytes=2_500_000, queue_generations=1_234)
    found = {limit.name: limit.value for limit in limits(settings, DOCUMENT)}
    assert found["Votes of one voter"] == "7 a minute"
    assert found["Requests with one key"] == "no limit"
    assert found["Size of a body"] == "2.5 MB"
    assert found["Generations that wait"] == "1,234"
    assert found["Votes in one request"] == "10,000"
