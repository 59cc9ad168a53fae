"""The voting page over HTTP: forms without scripts, and what is refused however it is sent."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest

from service.arena.access.invitations import Invitation
from service.domain.arenas import Arena
from service.web.pages.reveals import reveal_view
from service.web.pages.voting import News, VotePage
from service.web.rendering import Head, Templates
from service.web.static import Static
from tests.support.pages.gallery import Gallery
from tests.support.pages.voters import VOTE, Voter, fields
from tests.support.served.api import client_of, request
from tests.support.served.reveals import REVEAL

HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def voter(gallery: Gallery) -> Iterator[Voter]:
    """Yield a new voter."""
    one = Voter(gallery)
    with one.client:
        yield one


@pytest.fixture
def other(gallery: Gallery) -> Iterator[Voter]:
    """Another one."""
    one = Voter(gallery)
    with one.client:
        yield one


def test_a_vote_is_answered_with_the_way_back(voter: Voter, gallery: Gallery) -> None:
    form = voter.see(f"{VOTE}?theme=animals")
    answer = voter.send({**form, "outcome": "tie"})
    assert answer.status_code == 303
    back = answer.headers["location"]
    assert back.startswith(f"{VOTE}?theme=animals&voted=")
    for page in (voter.client.get(back), voter.client.get(back)):  # loading it again changes nothing
        assert "You called it a tie." in page.text
        assert re.search(r"<output data-count>1</output>", page.text)
        assert "no-store" in page.headers["cache-control"]
    assert len(gallery.votes()) == 1


def test_a_form_sent_twice_is_one_vote(voter: Voter, gallery: Gallery) -> None:
    form = {**voter.see(), "outcome": "left"}
    assert voter.send(form).headers["location"] == voter.send(form).headers["location"]
    again = voter.send({**form, "outcome": "right"})
    assert again.status_code == 409
    assert "You already voted on this pair in another tab." in again.text
    assert fields(again.text)["matchup"] != form["matchup"]
    assert len(gallery.votes()) == 1


def test_a_page_that_another_voter_was_told_of_tells_nothing(voter: Voter, other: Voter) -> None:
    back = voter.send({**voter.see(), "outcome": "left"}).headers["location"]
    assert "<span data-said>You chose" in voter.client.get(back).text
    assert "<span data-said></span>" in other.client.get(back).text


def test_undo_and_skip_come_back_too(voter: Voter, gallery: Gallery) -> None:
    page = voter.client.get(voter.send({**voter.see(), "outcome": "left"}).headers["location"])
    undone = voter.send(fields(page.text, "data-undo"), f"{VOTE}/undo")
    assert undone.headers["location"] == f"{VOTE}?done=undone"
    assert "Vote undone." in voter.client.get(undone.headers["location"]).text
    skipped = voter.send({**voter.see(), "outcome": "skip"})
    assert skipped.headers["location"] == f"{VOTE}?done=skipped"
    assert [vote["voided_at"] is None for vote in gallery.votes()] == [False]


def test_forms_of_others_and_from_elsewhere_are_refused(voter: Voter, other: Voter, gallery: Gallery) -> None:
    form = {**voter.see(), "outcome": "left"}
    foreign = {**other.see(), "outcome": "left"}
    refused = [
        voter.send({**form, "token": foreign["token"]}),
        voter.send({**form, "token": "é" * 40}),
        voter.send({**foreign, "token": form["token"]}),
        voter.send(form, sec_fetch_site="cross-site"),
        voter.send(form, origin="https://evil.example"),
        voter.send(form, origin="null"),
        request("POST", gallery.url + VOTE, data=form, headers={"accept": "text/html"}),  # without the cookie
        voter.send({"token": foreign["token"], "vote": "1099511627777"}, f"{VOTE}/undo"),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert all(answer.headers["content-type"].startswith("text/html") for answer in refused)
    assert gallery.votes() == []
    assert voter.send(form, origin=gallery.url, **HERE).status_code == 303


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"outcome": "best"}, 422),
        ({"outcome": ""}, 422),
        ({"matchup": ""}, 422),
        ({"matchup": "x" * 50}, 404),
        ({"more": "1"}, 422),
        ({"theme": "a\0b"}, 422),
    ],
)
def test_forms_that_no_page_of_ours_sends(voter: Voter, change: dict[str, str], status: int) -> None:
    form = {**voter.see(), "outcome": "left", **change}
    assert voter.send(form).status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/arenas/nowhere/vote", 404),
        (f"{VOTE}?theme=nothing-of-it", 200),
        (f"{VOTE}?language=english", 422),
        (f"{VOTE}?thema=animals", 200),
        (f"{VOTE}?done=nothing", 422),
        (f"{VOTE}?voted=made-up", 404),
        (f"{VOTE}?theme=&language=", 200),
    ],
)
def test_addresses(voter: Voter, path: str, status: int) -> None:
    assert voter.client.get(path).status_code == status


def test_who_has_a_cookie_gets_no_other(voter: Voter) -> None:
    first, second = voter.client.get(VOTE), voter.client.get(VOTE)
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "set-cookie" not in second.headers
    assert fields(first.text)["matchup"] == fields(second.text)["matchup"]


def test_a_prompt_stays_text(gallery: Gallery) -> None:
    with client_of(gallery.url) as client:
        pages = []
        for _ in range(12):  # a new voter each time
            client.cookies.clear()
            pages.append(client.get(f"{VOTE}?theme=rooms").text)
    assert any("&lt;script&gt;alert(1)&lt;/script&gt;" in page for page in pages)
    assert not any("<script>alert" in page for page in pages)


def test_the_page_says_that_a_vote_does_not_count_and_when_a_pause_is_due() -> None:
    reveal = reveal_view(dataclasses.replace(REVEAL, excluded="rate"))
    html = rendered(News(reveal), votes=3)
    assert "<span data-said>You called both images bad.</span>" in html
    assert "<span data-note>That was too fast to count.</span>" in html
    assert re.search(r"<form data-undo [^>]*hidden>", html)
    assert 'data-message role="alert" hidden' in html
    assert "50 votes! Take a short break" in rendered(News(reveal_view(REVEAL), just_voted=True), votes=50)
    assert "50 votes! Take a short break" not in rendered(News(reveal_view(REVEAL)), votes=50)


def rendered(news: News, votes: int) -> str:
    """Return the page of a voter with so many votes and nothing left to vote on."""
    arena = Arena(
        1, "a", "A", "t", None, 25, 8, 4, 0, 0.1, "tie", "uniform", 1, 1, None, 0, 0, None, simulated_until=0
    )
    page = VotePage(Head("A", "", "/"), arena, {}, None, "Nothing.", "token", votes, news)
    return Templates(Static()).render("voters/vote.html", page, "")


def test_an_invitation_is_taken_along(voter: Voter, gallery: Gallery) -> None:
    token = Invitation.new(20, 1).token(gallery.api.secret)
    answer = voter.client.get(VOTE, params={"invitation": token, "language": "en"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{VOTE}?language=en")
    assert voter.client.cookies["arena_invitation"] == token
    assert voter.client.get(VOTE, params={"invitation": token[:-1]}).status_code == 410
