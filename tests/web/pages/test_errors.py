"""Errors as people see them: a page in a browser, a problem for a program."""

from __future__ import annotations

from tests.support.api import Api

BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def test_a_browser_gets_a_page(sqlite_api: Api) -> None:
    answer = sqlite_api.client.get("/nothing/<b>here", headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Nothing is at /nothing/&lt;b&gt;here" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_page_is_for_people(sqlite_api: Api) -> None:
    page = sqlite_api.client.get("/models/none", headers=BROWSER).text
    assert "<p>There is no model &#39;none&#39;.</p>" in page
    problem = sqlite_api.client.get("/models/none").json()
    assert problem["detail"] == "there is no model 'none'; GET /api/v1/models lists them"


def test_a_program_gets_a_problem(sqlite_api: Api) -> None:
    for path, headers in (("/nothing", {}), ("/api/v1/nothing", BROWSER), ("/v1", BROWSER)):
        answer = sqlite_api.client.get(path, headers=headers)
        assert answer.status_code == 404
        kind = "application/json" if path == "/v1" else "application/problem+json"
        assert answer.headers["Content-Type"] == kind


def test_the_page_keeps_what_the_problem_said_in_headers(sqlite_api: Api) -> None:
    answer = sqlite_api.client.post("/", headers=BROWSER)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
