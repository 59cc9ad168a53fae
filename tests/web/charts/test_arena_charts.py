"""Charts of arenas: they show what the boards say."""

from __future__ import annotations

from tests.support.pages.figures import parsed
from tests.support.served.api import Api


def furnish(api: Api) -> None:
    api.made("/api/v1/arenas", slug="t2i", name="Text & image")
    for slug in ("a", "b", "c"):
        api.made("/api/v1/models", slug=slug, name=f"Model {slug.upper()}")
    votes = [
        {"model_left": "a", "model_right": other, "outcome": "left", "themes": ["people"], "language": "fr"}
        for other in "bbbc"
    ]
    assert api.post("/api/v1/arenas/t2i/votes", {"votes": votes}, "votes").is_success


def words(api: Api, path: str, **query: str) -> str:
    answer = api.get(path, **query)
    assert answer.status_code == 200, answer.text
    return " ".join(parsed(answer.content).itertext())


def test_the_leaderboard_shows_who_is_ranked(sqlite_api: Api) -> None:
    furnish(sqlite_api)
    shown = words(sqlite_api, "/charts/t2i/leaderboard.svg")
    assert "Model A" in shown
    assert "Model B" in shown
    assert "Model C" not in shown  # one vote is too few
    assert "Text & image: overall" in shown


def test_an_axis_has_a_chart_of_its_own(sqlite_api: Api) -> None:
    furnish(sqlite_api)
    shown = words(sqlite_api, "/charts/t2i/leaderboard.svg", theme="people", language="fr")
    assert "people in French" in shown


def test_history_shows_the_same_models_by_day(sqlite_api: Api) -> None:
    furnish(sqlite_api)
    shown = words(sqlite_api, "/charts/t2i/history.svg")
    assert "Model A" in shown
    assert "Model C" not in shown


def test_an_arena_without_votes_has_charts_too(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="t2i", name="Nothing yet")
    for chart in ("leaderboard", "history", "prices"):
        assert "Nothing yet" in words(sqlite_api, f"/charts/t2i/{chart}.svg")
