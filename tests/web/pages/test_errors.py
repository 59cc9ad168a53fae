"""Errors as people see them: a page in a browser, a problem for a program."""

from __future__ import annotations

from tests.support.api import Api

BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def test_a_browser_gets_a_page(sqlite_api: Api) -> None:
    answer = sqlite_api.client.get("/nothing/<b>here", headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "nothing is at /nothing/&lt;b&gt;here" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_program_gets_a_problem(sqlite_api: Api) -> None:
    for path, headers in (("/nothing", {}), ("/api/v1/nothing", BROWSER), ("/v1/nothing", BROWSER)):
        answer = sqlite_api.client.get(path, headers=headers)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_page_keeps_what_the_problem_said_in_headers(sqlite_api: Api) -> None:
    answer = sqlite_api.client.post("/", headers=BROWSER)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
