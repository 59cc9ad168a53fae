"""A browser's wishes, from its languages and its cookie."""

from __future__ import annotations

import pytest

from service.domain.voters.wishes import MOST, NO_WISHES, Wishes
from service.http.wishes import accepted, avoiding, toggled, wishes_of

SPANISH = {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}


def after(cookie: str, headers: dict[str, str] = SPANISH) -> dict[str, str]:
    """Return the headers of the next request of a browser that was told to set a cookie."""
    return {**headers, "cookie": "other=1; " + cookie.partition(";")[0]}


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        ("", ()),
        ("es", ("es",)),
        ("en;q=0.3, es-MX , fr;q=0.8", ("es-MX", "fr", "en")),
        ("*, en;q=0, de;q=x, <script>;q=1", ()),
        (",".join(f"a{number}" for number in range(100)), tuple(f"a{number}" for number in range(MOST))),
    ],
)
def test_the_languages_a_browser_asks_for(header: str, languages: tuple[str, ...]) -> None:
    assert accepted(header) == languages
    assert wishes_of({"accept-language": header}) == Wishes(languages)


def test_a_choice_is_kept_and_taken_back() -> None:
    headers = after(toggled(SPANISH, "ja", None))
    assert wishes_of(headers).languages == ("es-MX", "es", "en", "ja")
    headers = after(toggled(headers, "es", None))  # with its regions
    assert wishes_of(headers).languages == ("en", "ja")
    headers = after(toggled(headers, None, "food-and-drink;ñ"))
    assert wishes_of(headers) == Wishes(("en", "ja"), ("food-and-drink;ñ",))
    headers = after(toggled(headers, None, "food-and-drink;ñ"))
    assert wishes_of(headers).themes == ()


def test_who_takes_every_language_away_reads_all_of_them() -> None:
    headers = after(toggled({"accept-language": "en"}, "en", None), {"accept-language": "en"})
    assert wishes_of(headers) == NO_WISHES


def test_a_language_that_cannot_be_read_is_avoided_until_it_is_chosen() -> None:
    headers = after(avoiding(SPANISH, "ja"))
    assert wishes_of(headers) == Wishes(("es-MX", "es", "en"), (), ("ja",))
    assert not wishes_of(headers).reads("ja")
    assert wishes_of(after(avoiding(headers, "ja"))).avoided == ("ja",)
    # The browser's languages still hold, whatever they become.
    assert wishes_of({**headers, "accept-language": "de"}).languages == ("de",)
    assert wishes_of(after(toggled(headers, "ja", None))) == Wishes(("es-MX", "es", "en", "ja"))
    both = after(toggled(after(avoiding(SPANISH, "en")), "en", None))
    assert wishes_of(both) == Wishes(("es-MX", "es", "en"))


@pytest.mark.parametrize("value", ["", "x", "l=%FF%00", "&&=&l", "l=" + "x" * 9_000, "t=a" * 500])
def test_a_cookie_that_nobody_made_does_no_harm(value: str) -> None:
    wishes = wishes_of({"cookie": f"arena_wishes={value}"})
    assert max(map(len, (wishes.languages, wishes.themes, wishes.avoided))) <= MOST
