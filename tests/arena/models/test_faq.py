"""Questions with answers from the data, and none without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.arena.models.faq import Question, faq
from service.arena.models.performance import performance
from service.arena.models.pricing import CurrentOffer, Pricing, Speed, pricing
from service.arena.models.rankings import rankings
from service.arena.models.similar import similar
from service.arena.models.source import ModelSource
from service.domain.catalog import License, Price
from service.domain.texts import words
from tests.support.pages.model_pages import LOG, TODAY, on_golden, oracle, score


def asked(source: ModelSource) -> tuple[Question, ...]:
    """Return the questions of a page."""
    found = (pricing(source), rankings(source), performance(source), similar(source))
    return faq(source.model, *found)


def asked_of_all_that_is_known(source: ModelSource) -> tuple[Question, ...]:
    """Return the same of a model of which everything is known."""
    model = replace(
        source.model,
        organization_name="Luma",
        released="2026-02-28",
        license=License("Apache-2.0", None, "yes", "yes"),
    )
    offers = tuple(
        CurrentOffer(i, name, 0.039 + i, "USD", "image", None, None, "2026-01-01", None, None)
        for i, name in enumerate(("fal", "luma"))
    )
    prices = Pricing(Price(0.039, "USD", "fal"), offers, TODAY, speed=Speed("fal", 4_200, 12))
    arena = replace(source.arenas[0], arena=replace(source.arenas[0].arena, simulated_until=4))
    source = replace(source, arenas=(arena,))
    return faq(model, prices, rankings(source), performance(source), similar(source))


def test_everything_that_is_known_is_answered(shared_url: str) -> None:
    overall, people, animals = (words.score(score(oracle(log)["m0"])) for log in (LOG, LOG[:6], LOG[6:9]))

    def check(found: Sequence[Question]) -> None:
        answers = dict(found)
        assert answers.pop("How are votes for M0 counted?").endswith(
            "So far, M0 has 7 counted votes. Some of these votes were simulated for a demo."
        )
        assert answers == {
            "How much does M0 cost?": "M0 starts at $0.039 per image via fal, $39.00 for 1,000 images. "
            "This page compares 2 providers.",
            "How fast is M0?": "An image usually takes about 4 seconds via fal: the median of 12 images "
            "made here.",
            "Who makes M0?": "M0 is made by Luma.",
            "When was M0 released?": "M0 was released on 28 February 2026.",
            "Can I use M0 commercially?": "Yes, commercial use is allowed. "
            "The model is licensed under Apache-2.0. Its weights are open.",
            "How does M0 rank?": f"M0 is ranked 1st of 3 in Text to image (score {overall} from 7 votes).",
            "What is M0 best at?": f"In Text to image: people, ranked 1st of 3 (score {people} from "
            "3 votes).",
            "What is M0 worst at?": f"In Text to image: animals, ranked 2nd of 2 (score {animals} from "
            "3 votes).",
            "Which language does M0 handle best?": f"In Text to image: English, ranked 1st of 3 "
            f"(score {people} from 3 votes).",
            "How does M0 compare with M2?": "In Text to image, M0 is ranked 1st and M2 2nd. M0 would win "
            "about 64 of 100 votes against it. So far: 1 win, 1 loss, and 1 tie.",
        }

    on_golden(shared_url, asked_of_all_that_is_known, check)


def test_what_is_not_known_is_not_asked(shared_url: str) -> None:
    def check(found: Sequence[Question]) -> None:
        assert [question.question for question in found] == ["How are votes for M3 counted?"]

    on_golden(shared_url, asked, check, "m3")
    on_golden(shared_url, asked, lambda found: _equal(found, ()), "m4")


def _equal(found: object, expected: object) -> None:
    assert found == expected
