"""Cards to share: all that they show is in their address, and no voter."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from service.arena.votes.own import ENOUGH
from service.web.charts.theme import THEMES
from service.web.rendering import Templates
from service.web.static import Static
from service.web.voters.sharing import CardView
from tests.support.pages.gallery import Gallery
from tests.support.pages.voters import Voter


@pytest.fixture
def voter(gallery: Gallery) -> Iterator[Voter]:
    """Yield a new voter."""
    one = Voter(gallery)
    with one.client:
        yield one


@pytest.mark.slow
def test_a_voter_shares_and_another_sees(voter: Voter, gallery: Gallery) -> None:
    for number in range(ENOUGH):
        assert "/shared/" not in voter.client.get("/me").text
        voter.vote(("left", "right")[number % 2])
    me = voter.client.get("/me").text
    assert ">You</th>" in me
    (address,) = re.findall(r'href="(/shared/[^"]+)"', me)
    other = Voter(gallery)
    with other.client:
        page = other.client.get(address, headers={"accept-language": "es"})
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
        assert "Mis modelos favoritos en Pictures: 1. " in page.text
        picture = other.client.get(f"{address}.png")
        assert picture.content.startswith(b"\x89PNG")
        assert other.client.get(f"{address}x").status_code == 404
        assert other.client.get(f"{address}x.png").status_code == 404


def test_a_card_has_the_name_of_the_site() -> None:
    view = CardView(THEMES["light"], "My top models", ("One",), "From 9 votes", "Vote blind")
    drawing = Templates(Static(), "Us & <them>").picture("embeds/shared.svg", view)
    assert "Vote blind · Us &amp; &lt;them&gt;</text>" in drawing
