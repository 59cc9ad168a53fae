"""Voting in Firefox, with and without JavaScript. Everything else is tried in Chromium."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from service.domain import clock
from service.domain.matchups import LOOK
from tests.support.pages.firefox import Firefox, firefox
from tests.support.pages.gallery import ARENA, Gallery
from tests.support.runs.waiting import wait_until

pytestmark = pytest.mark.slow

VOTE = f"/arenas/{ARENA}/vote"
LEFT, UP = "\ue012", "\ue013"
READY = "[data-stage][data-state=ready]"


def voted(window: Firefox, gallery: Gallery, key: str) -> None:
    """Vote by a key, and wait for the vote and for another pair."""
    window.text(READY)
    before, votes = window.value("[name=matchup]"), len(gallery.votes())
    window.press(key)
    wait_until(lambda: window.value("[name=matchup]") != before, "another pair")
    wait_until(lambda: len(gallery.votes()) > votes, "the vote")
    window.text(READY)


def test_keys_and_clicks_vote(gallery: Gallery, tmp_path: Path) -> None:
    with firefox(tmp_path) as window:
        window.open(gallery.url + VOTE)
        voted(window, gallery, LEFT)
        voted(window, gallery, UP)
        assert {window.text(f"[data-revealed={side}] [data-name]") for side in ("left", "right")} <= set(
            gallery.names
        )
        window.press("z")
        window.text(".stage.zoomed")
        window.click("[data-pane=left]")  # leaves the zoom
        window.text(".stage:not(.zoomed)")
        window.click("[data-pane=right]")
        wait_until(lambda: window.text("[data-count]") == "3", "the third vote")
        window.press("u")
        wait_until(lambda: window.text("[data-said]") == "Vote undone.", "the undo")
    votes = gallery.votes()
    assert [(vote["outcome"], vote["voided_at"] is None) for vote in votes] == [
        ("left", True),
        ("tie", True),
        ("right", False),
    ]


def test_forms_vote_without_javascript(gallery: Gallery, tmp_path: Path) -> None:
    with firefox(tmp_path, javascript__enabled=False) as window:
        window.open(gallery.url + VOTE)
        # A faster vote is one that nobody looked at, and does not count.
        time.sleep(2 * LOOK / clock.SECOND)
        window.click(".outcomes [value=left]")
        assert window.text("[data-said]") == "You chose the left image."
        window.click("[data-undo] button")
        wait_until(lambda: window.text("[data-said]") == "Vote undone.", "the undo")
    assert [vote["voided_at"] is not None for vote in gallery.votes()] == [True]
