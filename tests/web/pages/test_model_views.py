"""The context of a model's page: the title, the facts for search engines, the drawings of strengths."""

from __future__ import annotations

import json
from dataclasses import replace

from service.arena.models.faq import Question
from service.arena.models.page import build
from service.arena.models.performance import Performance, Strength
from service.arena.models.source import read
from service.db.engine import WriteSession
from service.db.queries import models
from service.domain.axes import Axis
from service.domain.boards import Standing
from service.rating.pooled import Likely
from service.web.pages.model_views import faq_json, model_view, shortened
from tests.support.pages.model_pages import TODAY, furnished, golden
from tests.support.votes.ledgers import inside

ORIGIN = "https://arena.example"


def test_the_head_says_what_the_model_is_and_where_it_stands(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        head = model_view(furnished(session), ORIGIN).head
        assert head.title == "M0: ranked 1st of 3 in Text to image"
        assert head.description.startswith("M0 is a text-to-image model, released on 1 October 2024")
        assert (head.path, head.image, head.section) == ("/models/m0", "/cards/m0.png", "models")
        assert head.json_ld is not None
        page = json.loads(head.json_ld)
        assert page["@type"] == "FAQPage"
        assert "How does M0 rank?" in [entity["name"] for entity in page["mainEntity"]]

    inside(shared_sqlite_url, work)


def test_a_model_of_which_nothing_is_known(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        view = model_view(build(read(session, "m4", TODAY)), ORIGIN)
        assert view.head.title == "M4"
        assert view.head.json_ld is None
        assert (view.strengths, view.charts, view.price_charts) == ((), (), ())
        assert f"curl {ORIGIN}/v1/generations" in view.samples[0].code
        assert (view.recent, view.prompts) == (None, ())
        assert "#faq" not in [section.address for section in view.sections]

    inside(shared_sqlite_url, work)


def test_a_given_description_is_on_the_page_and_facts_are_for_search_engines(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        models.change(session, models.ids_of(session, ["m0"])["m0"], {"description": "Fast."})
        view = model_view(build(read(session, "m0", TODAY)), ORIGIN)
        assert view.it.summary == "Fast."
        assert view.head.description == "M0 is a text-to-image model. Ranked 1st of 3 in Text to image."

    inside(shared_sqlite_url, work)


def test_the_page_offers_the_prompts_of_its_examples_and_the_line_of_its_scores(
    shared_sqlite_url: str,
) -> None:
    def work(session: WriteSession) -> None:
        view = model_view(furnished(session), ORIGIN)
        assert view.prompts
        shown = view.it.examples
        assert set(view.prompts) <= {example.prompt for example in (*shown.best, *shown.close)}
        assert view.recent is not None
        assert len(view.recent.split()) == len([p for p in view.it.trackers[0].days if p.day > TODAY - 35])
        assert [link.address for link in view.links][:2] == [
            "/api/v1/models/m0",
            "/api/v1/models/m0/offers?format=csv",
        ]

    inside(shared_sqlite_url, work)


def test_strengths_are_a_chart_and_a_map(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        (strengths,) = model_view(build(read(session, "m1", TODAY)), ORIGIN).strengths
        assert strengths.chart is not None
        assert [row[0].text for row in strengths.chart.table.rows] == [
            "people",
            "animals",
            "English",
            "German",
        ]
        assert (strengths.rows, strengths.columns) == (("animals", "people"), ("de", "en"))
        cell = strengths.cells["people", "en"]
        assert (cell.strength.standing.votes, cell.shade, cell.clear) == (6, "", False)
        assert (strengths.pooled, strengths.inferred) == (False, False)
        assert ("people", "de") not in strengths.cells

    inside(shared_sqlite_url, work)


def test_with_pooled_ratings_the_map_is_of_them(shared_sqlite_url: str) -> None:
    """The whole interval of one cell is above the average model; two below it rest on votes elsewhere."""

    def strength(theme: str, language: str, mean: float, votes: int) -> Strength:
        own = Standing("m", 25.0, 2.0, votes, votes, 0, 0, 0)
        return Strength(Axis(theme, language), own, likely=Likely(mean, mean - 50, mean + 50))

    def work(session: WriteSession) -> None:
        golden(session)
        page = build(read(session, "m1", TODAY))
        performance = Performance(
            page.performance[0].arena,
            themes=(strength("people", "", 1100, 9), strength("animals", "", 980, 1)),
            languages=(),
            cells=(
                strength("people", "en", 1100, 9),
                strength("people", "de", 1030, 9),
                strength("animals", "en", 995, 2),
                strength("animals", "de", 960, 0),
            ),
            position=20,
        )
        (strengths,) = model_view(replace(page, performance=(performance,)), ORIGIN).strengths
        assert {axis: (cell.shade, cell.clear) for axis, cell in strengths.cells.items()} == {
            ("people", "en"): ("won-5", True),
            ("people", "de"): ("won-2", False),
            ("animals", "en"): ("even", False),
            ("animals", "de"): ("lost-2", False),
        }
        assert (strengths.pooled, strengths.inferred) == (True, True)

    inside(shared_sqlite_url, work)


def test_only_a_model_for_editing_alone_asks_for_an_image(shared_sqlite_url: str) -> None:
    def edits(session: WriteSession, capabilities: str) -> bool:
        models.change(session, models.ids_of(session, ["m0"])["m0"], {"capabilities": capabilities})
        return model_view(build(read(session, "m0", TODAY)), ORIGIN).edits

    def work(session: WriteSession) -> None:
        golden(session)
        assert not edits(session, "[]")
        assert not edits(session, '["image-editing", "text-to-image"]')
        assert edits(session, '["image-editing"]')

    inside(shared_sqlite_url, work)


def test_questions_cannot_end_the_element_they_stand_in() -> None:
    asked = [Question("</script><script>alert(1)</script> & <!--", "\u2028 “yes”")]
    text = faq_json(asked)
    assert text is not None
    assert not set("<>&\u2028") & set(text)
    (entity,) = json.loads(text)["mainEntity"]
    assert (entity["name"], entity["acceptedAnswer"]["text"]) == asked[0]
    assert faq_json([]) is None


def test_long_text_is_cut_between_words() -> None:
    assert shortened("a  b\nc") == "a b c"
    assert shortened("one two three", 9) == "one two…"
    assert shortened("x" * 10_000, 9) == "x" * 9 + "…"
