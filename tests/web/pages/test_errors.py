"""Errors as people see them: a page in a browser, a problem for a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.pages.small_site import small_site
from tests.support.served.api import Api

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


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/models/", "/models"),
        ("/Models/M0?theme=a&q=%C3%A9", "/models/m0?theme=a&q=%C3%A9"),
        ("/ARENAS/t2i///", "/arenas/t2i"),
        ("/models/%E6%A8%A1/", "/models/%E6%A8%A1"),
        ("//models/", "/models"),
    ],
)
def test_a_slash_or_a_capital_too_many_leads_to_the_page(site: Api, path: str, meant: str) -> None:
    answer = site.client.get(f"{site.base}{path}")
    assert (answer.status_code, answer.headers["Location"]) == (308, meant)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/models/",
        "/API/v1/models",
        "//elsewhere.example/",
        "/nothing/",
        "/blind/AbC",
        "/images/AB",
        "/docs/A",
    ],
)
def test_other_addresses_lead_nowhere_else(site: Api, path: str) -> None:
    assert site.client.get(f"{site.base}{path}").status_code == 404
    assert site.client.post(f"{site.base}/Models").status_code == 404


def test_it_suggests_what_has_a_name_like_it(site: Api) -> None:
    page = site.client.get("/modls", headers=BROWSER).text
    assert '<p>Did you mean <a href="/models"><bdi>Models</bdi></a>?</p>' in page
    page = site.client.get("/arenas/text-to-imge", headers=BROWSER).text
    assert '<a href="/arenas/t2i"><bdi>Text to image</bdi></a>' in page
    assert "Did you mean" not in site.client.get("/arenas/nothing-like-it", headers=BROWSER).text


def test_names_are_not_for_everybody_without_public_reads(sqlite_template: Path, tmp_path: Path) -> None:
    with small_site(sqlite_template, tmp_path, public_reads=False) as api:
        assert "Did you mean" not in api.client.get("/arenas/t2j", headers=BROWSER).text
