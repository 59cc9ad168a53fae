"""The form of an arena: every field that can change has a value, and most are folded away."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.web.admin.arena_fields import ADVANCED, BASIC, values_of
from service.web.admin.resources import RESOURCES
from tests.support.admins import AdminBrowser
from tests.support.arenas import add_arena
from tests.support.ledgers import inside


def test_every_field_that_can_change_has_its_value(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        values = values_of(add_arena(session, voting_question="Which?", target_votes=7))
        assert values.keys() == {field.name for field in RESOURCES["arenas"].changeable}
        assert (values["voting_question"], values["target_votes"]) == ("Which?", "7")

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
