"""Prompts, by forms."""

from __future__ import annotations

from tests.support.served.admins import AdminBrowser


def test_added_and_listed(desk: AdminBrowser) -> None:
    desk.done("/admin/arenas", slug="t2i", name="T")
    path = "/admin/arenas/t2i/prompts"
    assert "No prompts yet." in desk.get(path)
    desk.done(path, text="A red fox <b>", language="pt-br", themes="animals, Food and drink")
    page = desk.client.get(path).text
    assert "A red fox &lt;b&gt;" in page
    (prompt,) = desk.api.get("/api/v1/arenas/t2i/prompts").json()["items"]
    assert (prompt["language"], prompt["themes"]) == ("pt-BR", ["animals", "food-and-drink"])
    assert desk.actions()[0] == ("create", "prompt in t2i", "A red fox <b>")


def test_what_is_wrong_is_said(desk: AdminBrowser) -> None:
    desk.done("/admin/arenas", slug="t2i", name="T")
    long = "x" * 3_000
    for fields in ({"text": ""}, {"text": "x", "language": "klingon!"}, {"text": "x", "source_image": long}):
        assert desk.send("/admin/arenas/t2i/prompts", **fields).status_code == 422
    assert desk.client.get("/admin/arenas/none/prompts").status_code == 404
