"""The words of scripts: all that the server may answer has some."""

from __future__ import annotations

from service.domain.matchups import LOOK
from service.domain.votes import OUTCOMES, Exclusion
from service.web.translation import SPANISH, spoken
from service.web.voters.words import script_words


def test_every_outcome_and_exclusion_has_words() -> None:
    words = script_words()
    assert {*OUTCOMES} <= {*words["choices"]}  # type: ignore[misc] # a dictionary by its name
    assert {exclusion.label for exclusion in Exclusion} <= {*words["reasons"]}  # type: ignore[misc] # as above
    assert words["look"] == LOOK / 1_000


def test_they_are_those_of_the_page() -> None:
    with spoken(SPANISH):
        words = script_words()
    assert words["decimal"] == ","
    assert words["votes"] == ["voto", "votos"]
    assert "Dijiste que hay empate." in str(words["choices"])
