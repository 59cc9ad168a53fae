"""What is understood of prompts, in six languages."""

from __future__ import annotations

import pytest

from service.demo.painters.reading import Wish, understood


@pytest.mark.parametrize(
    ("prompt", "wish"),
    [
        ("A ginger cat at night", Wish("cat", None, "night", ("orange",), None)),
        ("Eine Eule im verschneiten Wald", Wish("owl", "forest", "winter", (), None)),
        ("Un voilier blanc au coucher de soleil", Wish("boat", None, "sunset", ("white",), None)),
        ("Uma arara azul entre folhas verdes", Wish("bird", "field", None, ("blue", "green"), None)),
        ("夜の池を泳ぐ赤い鯉", Wish("fish", "deep", "night", ("red",), None)),
        ("مسجد ذو قبة زرقاء عند الفجر", Wish("mosque", None, "dawn", ("blue",), None)),
        ("wxyz", Wish(None, None, None, (), None)),
        ("", Wish(None, None, None, (), None)),
    ],
)
def test_six_languages(prompt: str, wish: Wish) -> None:
    assert understood(prompt) == wish


def test_a_language_that_is_not_known_is_not_understood() -> None:
    assert understood("赤い車", ("en", "de")).subject is None
    assert understood("赤い車", ("ja",)).subject == "car"


def test_the_subject_goes_before_its_surroundings() -> None:
    assert understood("On the mountain, a bicycle").subject == "bicycle"
    assert understood("The sea and the mountains").subject == "waves"


def test_words_are_whole_where_they_must_be() -> None:
    assert understood("A careful education").subject is None
    assert understood("A car.").subject == "car"


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("A poster that says “SLOW DOWN” in red", "SLOW DOWN"),
        ("Ein Schild mit „BROT & SALZ“", "BROT & SALZ"),
        ("Une affiche avec « MINUIT »", "MINUIT"),
        ("「TOKYO」と書かれた看板", "TOKYO"),
        ("A sign for a bakery", "a bakery"),
        ("A cat", None),
    ],
)
def test_words_to_be_written(prompt: str, text: str | None) -> None:
    wish = understood(prompt)
    assert wish.text == text
    assert (wish.subject == "lettering") == (text is not None)


def test_what_is_written_is_no_subject_and_no_color() -> None:
    assert understood('A poster that says "red cat"').hues == ()
