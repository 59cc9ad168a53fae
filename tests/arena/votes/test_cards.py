"""A card's address holds all that it shows, and nobody makes one up."""

from __future__ import annotations

import pytest

from service.arena.votes.cards import Card
from service.errors import NotFound

SECRET = b"s" * 32
CARD = Card("es", 3, 1_234, 78, (5, 6))


def test_an_address_holds_the_card_and_nobody_makes_one_up() -> None:
    token = CARD.token(SECRET)
    assert Card.parse(SECRET, token) == CARD
    unknown = CARD._replace(agreement=None, models=())
    assert Card.parse(SECRET, unknown.token(SECRET)) == unknown
    for forged in (token[:-1], token[:-2] + "AA", "", "é", CARD.token(b"t" * 32)):
        with pytest.raises(NotFound):
            Card.parse(SECRET, forged)
