"""The page of the interface: made from the document, with nothing fetched from anywhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from service.app import bare_app
from tests.support.api import Api


class Reader(HTMLParser):
    """Collects the text of a page and what it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [value or "" for name, value in attrs if name in {"src", "data", "action"}]
        self.fetched += [value or "" for name, value in attrs if name == "href" and tag != "a"]
        assert tag != "script"

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_every_operation_is_on_the_page(sqlite_api: Api) -> None:
    answer = sqlite_api.get("/docs")
    assert answer.headers["Content-Type"].startswith("text/html")
    page = read(answer.text)
    for path, methods in bare_app().openapi()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page.text
    assert "array of VoteIn, required" in page.text
    assert "Needs a key with the scope <code>votes</code>." in answer.text
    assert "<h2>OpenAI</h2>" in answer.text
    for name in bare_app().openapi()["components"]["schemas"]:
        assert f'<h3 id="{name}">' in answer.text
    links = set(re.findall(r'href="#(\w+)"', answer.text))
    assert "VoteIn" in links
    assert links <= set(re.findall(r'id="(\w+)"', answer.text))
    assert re.search(r"limit \(query\)\s*integer", page.text)


def test_it_fetches_nothing(sqlite_api: Api) -> None:
    for path in ("/docs", "/problems/not-found"):
        answer = sqlite_api.get(path)
        assert read(answer.text).fetched == []
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_problem_is_explained(sqlite_api: Api) -> None:
    page = read(sqlite_api.get("/problems/storage-full").text)
    assert "507" in page.text
    assert "no room left" in page.text


def test_a_strange_name_is_shown_as_text(sqlite_api: Api) -> None:
    answer = sqlite_api.get("/problems/<script>alert(1)<")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
