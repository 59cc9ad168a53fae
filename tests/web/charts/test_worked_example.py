"""Charts that explain: drawn from the arena's own parameters, and from its ledger as it is now."""

from __future__ import annotations

from service.arena.integrity import holding
from tests.support.pages.board_pages import ARENA, furnish
from tests.support.pages.figures import parsed
from tests.support.served.api import Api, in_write


def words(api: Api, name: str, **query: str) -> str:
    answer = api.get(f"/charts/{ARENA}/{name}.svg", **query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "image/svg+xml"
    return " ".join(parsed(answer.content).itertext())


def test_beliefs_and_chances_need_no_votes(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug=ARENA, name="Empty")
    assert "after 30 votes" in words(sqlite_api, "beliefs")
    assert "the higher-rated model wins" in words(sqlite_api, "chances", mode="dark")


def test_parameters_of_the_arena_are_in_the_drawing(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug=ARENA, name="One")
    sqlite_api.made("/api/v1/arenas", slug="other", name="One", rating={"beta": 9})
    one, other = (sqlite_api.get(f"/charts/{slug}/chances.svg").text for slug in (ARENA, "other"))
    assert one != other


def test_the_ledger_is_that_of_now(sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=20)
    assert "Voided" not in words(sqlite_api, "ledger")
    vote = sqlite_api.get(f"/api/v1/arenas/{ARENA}/votes").json()["items"][0]["id"]
    assert sqlite_api.delete(f"/api/v1/votes/{vote}", "admin").status_code == 204
    shown = words(sqlite_api, "ledger")
    assert "Counted" in shown
    assert "Voided" in shown


def test_held_votes_by_kind(sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=20)
    assert "administrator" not in words(sqlite_api, "held")
    in_write(sqlite_api.url, lambda session: holding.hold_votes(session, 1, [1, 2], "odd"))
    assert "Chosen by an administrator" in words(sqlite_api, "held", mode="dark")


def test_unknown_arenas_and_modes(sqlite_api: Api) -> None:
    for name in ("beliefs", "chances", "ledger", "held"):
        assert sqlite_api.get(f"/charts/nowhere/{name}.svg").status_code == 404
        assert sqlite_api.get(f"/charts/nowhere/{name}.svg", mode="sepia").status_code == 422
