"""The form of an arena: every field that can change has a value, and most are folded away."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.web.admin.arena_fields import ADVANCED, BASIC, values_of
from service.web.admin.resources import RESOURCES
from tests.support.served.admins import AdminBrowser
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


def test_every_field_that_can_change_has_its_value(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        values = values_of(add_arena(session, voting_question="Which?", target_votes=7, languages="en;ja"))
        assert values.keys() == {field.name for field in RESOURCES["arenas"].changeable}
        assert (values["voting_question"], values["target_votes"]) == ("Which?", "7")
        assert (values["accent"], values["voting_languages"]) == ("", "en, ja")

    inside(shared_url, work)


def test_advanced_settings_are_folded_away_until_one_is_wrong(desk: AdminBrowser) -> None:
    page = desk.get("/admin/arenas")
    basic, _, advanced = page.partition("<summary>Advanced settings</summary>")
    assert all(f'name="{field.name}"' in basic for field in BASIC)
    assert all(f'name="{field.name}"' in advanced for field in ADVANCED)
    assert basic.rstrip().endswith("<details>")
    wrong = desk.send("/admin/arenas", slug="t2i", name="T", gold_share="90")
    assert wrong.status_code == 422
    assert "<details open><summary>Advanced settings" in wrong.text


def test_a_color_and_languages_to_choose(desk: AdminBrowser) -> None:
    path = "/admin/arenas/t2i"
    desk.done("/admin/arenas", slug="t2i", name="T")
    for language in ("ja", "en"):
        desk.done(f"{path}/prompts", text="A fox", language=language)
    page = desk.get(path)
    assert 'type="color" value="#3346c4"' in page
    assert 'name="accent:usual"' not in page
    boxes = '<label><input type="checkbox" name="voting_languages:{}"{}> {}</label>'
    assert all(boxes.format(*one) in page for one in (("en", "", "English"), ("ja", "", "Japanese")))
    usual = {"name": "T", "usual:accent": "#3346c4"}
    desk.done(path, accent="#3346c4", **usual)
    assert desk.api.get("/api/v1/arenas/t2i").json()["accent"] is None
    desk.done(path, accent="#ffee00", voting_languages="", **{"voting_languages:ja": "on"}, **usual)
    page = desk.get(path)
    assert "The color #ffee00 is hard to read on light pages. They use #6b6409 instead." in page
    assert "on dark pages" not in page
    assert boxes.format("ja", " checked", "Japanese") in page
    assert desk.api.get("/api/v1/arenas/t2i").json()["voting_languages"] == ["ja"]
    desk.done(path, accent="#ffee00", voting_languages="", **{"accent:usual": "on"}, **usual)
    arena = desk.api.get("/api/v1/arenas/t2i").json()
    assert (arena["accent"], arena["voting_languages"]) == (None, [])
