"""Targets of axes, by forms, and how far they are on the overview."""

from __future__ import annotations

from tests.support.served.admins import AdminBrowser

PATH = "/admin/arenas/t2i/targets"


def test_set_seen_and_removed(desk: AdminBrowser) -> None:
    desk.done("/admin/arenas", slug="t2i", name="Posters")
    assert "No targets by theme or language yet." in desk.get(PATH)
    desk.done("/admin/arenas/t2i/prompts", text="A sign", themes="Typography", language="ja")
    for model in "ab":
        desk.api.made("/api/v1/models", slug=model, name=model)
    votes = [
        {"model_left": "a", "model_right": "b", "outcome": "left", "themes": ["typography"], "language": "ja"}
    ]
    desk.api.post("/api/v1/arenas/t2i/votes", {"votes": votes}, "votes")
    page = desk.get(PATH)
    assert '<option value="ja">Japanese</option>' in page
    assert '<option value="typography">Typography</option>' in page
    desk.done(PATH, theme="typography", language="ja", votes="400")
    desk.done(PATH, theme="Typography", language="JA", votes="4")
    desk.done(PATH, language="ja", votes="1")
    page = desk.get(PATH)
    link = '<a href="/arenas/t2i/vote?theme=typography&language=ja">Typography in Japanese</a>'
    assert link in page
    assert ("Reached" in page, page.count(">Remove<")) == (True, 2)
    overview = desk.get("/admin")
    assert link in overview
    assert '25% <span class="quiet">of 4</span>' in overview
    assert "3 votes</td>" in overview
    assert desk.api.get("/api/v1/arenas/t2i").json()["targets"][1]["votes"] == 4
    desk.done(f"{PATH}/removal", axis="typography/ja")
    desk.done(f"{PATH}/removal", axis="/ja")
    assert desk.api.get("/api/v1/arenas/t2i").json()["targets"] == []
    assert "Targets by theme" not in desk.get("/admin")


def test_what_is_refused_is_said_at_its_field(desk: AdminBrowser) -> None:
    desk.done("/admin/arenas", slug="t2i", name="T")
    answer = desk.send(PATH, votes="5")
    assert answer.status_code == 422
    assert "eeds a theme, a language, or both" in answer.text
    answer = desk.send(PATH, theme="a", votes="0")
    assert answer.status_code == 422
    assert "ust be greater than or equal to 1" in answer.text
