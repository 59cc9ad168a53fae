"""Performance as a chart: both estimates of each theme and language."""

from __future__ import annotations

from service.arena.models.performance import Performance, Strength
from service.domain.axes import Axis
from service.domain.boards import Standing
from service.rating.pooled import Likely
from service.web.charts.dots import Estimate
from service.web.charts.performance import axis_name, axis_query, performance_figure
from tests.support.pages.model_pages import some_arena


def strength(theme: str, language: str, votes: int, mean: float | None = None) -> Strength:
    own = Standing("m", 25.0, 2.0, votes, votes, 0, 0, 0)
    pooled = None if mean is None else Likely(mean, mean - 50, mean + 50)
    return Strength(Axis(theme, language), own, 1, 3, pooled, mean_score=18.0)


def performance(*themes: Strength, languages: tuple[Strength, ...] = ()) -> Performance:
    return Performance(some_arena(), themes, languages, ())


def test_both_estimates_stand_beside_each_other_and_the_field() -> None:
    figure = performance_figure(
        performance(strength("people", "", 9, 1100), languages=(strength("", "pt-BR", 1, 980),))
    )
    assert figure is not None
    assert [row.name for row in figure.rows] == ["Themes", "people", "Languages", "Portuguese (Brazil)"]
    _, people, _, brazil = figure.rows
    assert people.estimates == [[Estimate(1050, 1100, 1150)], [Estimate(19.0, 25.0, 31.0)]]
    assert people.average == [None, 18.0]
    assert brazil.estimates == [[Estimate(930, 980, 1030, inferred=True)], []]
    assert [panel.average for panel in figure.panels] == [1000.0, None]


def test_without_pooled_ratings_there_is_one_scale_and_votes_are_asked_for() -> None:
    figure = performance_figure(performance(strength("people", "", 9), strength("animals", "", 1)))
    assert figure is not None
    assert len(figure.panels) == 1
    assert figure.rows[2].note == "needs 2 more votes"
    last = figure.table.rows[1][-1]
    assert last.text == "1, needs 2 more votes"
    assert last.href.endswith("/vote?theme=animals")
    assert performance_figure(performance()) is None


def test_axes_have_names_and_addresses() -> None:
    assert axis_name(Axis("food-and-drink", "fr")) == "food and drink, French"
    assert axis_query(Axis("people", "pt-BR")) == "?theme=people&language=pt-BR"
