"""Response headers: tests/clients/test_python.py compares them with those that are sent."""

from __future__ import annotations

from service.api.reference.headers import HEADERS, named
from tests.support.served.document import DOCUMENT


def headers(method: str, path: str, status: str) -> set[str]:
    return set(DOCUMENT["paths"][path][method]["responses"][status]["headers"])


def test_every_response_has_the_id_of_its_request() -> None:
    assert named([]) == {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}
    assert set(DOCUMENT["components"]["headers"]) == set(HEADERS)


def test_reads_and_changes_have_an_etag() -> None:
    model = "/api/v1/models/{model}"
    assert "ETag" in headers("get", model, "200") & headers("get", model, "304") & headers(
        "patch", model, "200"
    )
    assert "ETag" not in headers("delete", model, "204")
    assert "304" in DOCUMENT["paths"]["/api/v1/voters/me/leaderboard"]["get"]["responses"]
    assert "304" not in DOCUMENT["paths"]["/api/v1/arenas/{arena}/events"]["get"]["responses"]


def test_requests_that_are_counted_have_their_limits() -> None:
    assert "RateLimit" in headers("post", "/api/v1/models", "201")
    assert "RateLimit" not in headers("get", "/healthz", "200")


def test_what_was_created_has_a_path() -> None:
    assert "Location" in headers("post", "/api/v1/models", "201")
    assert "Location" in headers("post", "/v1/generations", "201")
    assert "Location" not in headers("post", "/api/v1/matchups/{matchup_id}/vote", "201")
