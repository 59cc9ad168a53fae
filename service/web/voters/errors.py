"""Errors in words for voters: what went wrong and what to do, without the API's terms."""

from __future__ import annotations

from service.domain import clock
from service.domain.matchups import MOST_SKIPS, MOST_UNDOS, NO_REPEAT, UNDO
from service.errors import (
    AlreadyVoted,
    ArenaError,
    ChallengeNeeded,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NoMatchup,
    NotFound,
    StorageFull,
    TooMany,
    Unavailable,
)
from service.web.filters import sentence
from service.web.translation import N_, NN_, gettext, ngettext

COOKIES = N_("Voting needs a cookie. Allow cookies for this site and reload.")
CODES = {
    AlreadyVoted.code: N_("You already voted on this pair in another tab."),
    Gone.code: N_("That pair has expired. Here is another one."),
    Conflict.code: N_("This arena is closed. It takes no new votes."),
    Forbidden.code: COOKIES,
    ChallengeNeeded.code: N_(
        "Many people vote from your network today, and your browser could not show that you are not a "
        "program. Reload the page, or come back tomorrow."
    ),
    NotFound.code: N_("This pair is no longer here. Reload the page."),
    Unavailable.code: N_("The server is busy. Try again in a moment."),
    StorageFull.code: N_("The server has no room for more votes. Try again later."),
}
"""What voters read in place of an error, by its code."""

NOTHING = {
    "retired": N_("This arena is closed. It takes no new votes."),
    "empty": N_("No matchups yet: no prompt has images from two models."),
    "seen": N_("You have seen every pair here. Pairs come back after {days} days."),
    "unreadable": N_(
        "You have seen every pair here, except in languages that you can't read. "
        "Pairs come back after {days} days."
    ),
}
"""Why there is nothing to vote on, by the reason of `NoMatchup`."""

TITLES = {
    NotFound.code: N_("Not found"),
    Forbidden.code: N_("Not allowed"),
    Gone.code: N_("No longer possible"),
    Conflict.code: N_("Not possible right now"),
    Invalid.code: N_("Something is wrong with this link"),
    TooMany.code: N_("Too many requests"),
    Unavailable.code: N_("Try again shortly"),
    StorageFull.code: N_("No room left"),
}
"""The titles of error pages, by the error's code."""
PAGES = {
    **CODES,
    NotFound.code: N_("There is no such page, arena or vote. Check the address."),
    Forbidden.code: COOKIES,
    Gone.code: N_("This link has ended, or it is not complete. Ask for another one."),
    Invalid.code: N_(
        "The address or the form has something that this page does not know. Go back and try again."
    ),
}
"""What error pages say, by the error's code."""
FAILED = N_("Something went wrong. Try again in a moment.")

SKIPS = N_("You can skip {count} pairs a day, plus one for each vote. Vote on this one to go on.")
UNDOS = N_("You can undo {count} votes a day, as long as you also vote. This vote stays.")
TOO_LATE = N_("You can undo a vote for {count} minutes. This one is older.")
WAIT = NN_(
    "That was a lot at once. Try again in {count} second.",
    "That was a lot at once. Try again in {count} seconds.",
)
_LONG_SECONDS = 3_600


def nothing(reason: str) -> str:
    """Return why there is nothing to vote on."""
    return gettext(NOTHING[reason]).format(days=NO_REPEAT // clock.DAY)


def in_words(error: ArenaError) -> str:
    """Return what went wrong with a vote or a skip."""
    if isinstance(error, NoMatchup):
        return nothing(error.reason)
    if isinstance(error, TooMany):
        return _too_many(error, SKIPS, MOST_SKIPS)
    known = CODES.get(error.code)
    return gettext(known) if known else sentence(error.detail)


def of_undo(error: ArenaError) -> str:
    """Return what went wrong with an undo."""
    if isinstance(error, Gone):
        return gettext(TOO_LATE).format(count=UNDO // clock.SECOND // 60)
    return _too_many(error, UNDOS, MOST_UNDOS) if isinstance(error, TooMany) else in_words(error)


def of_page(code: str, seconds: int) -> str:
    """Return what went wrong where a whole page is the answer; ``seconds`` are to be waited."""
    if code == TooMany.code:
        return ngettext(*WAIT, seconds).format(count=seconds)
    return gettext(PAGES.get(code, FAILED))


def _too_many(error: TooMany, daily: str, most: int) -> str:
    seconds = error.retry_after or 1
    return (
        gettext(daily).format(count=most)
        if seconds > _LONG_SECONDS
        else ngettext(*WAIT, seconds).format(count=seconds)
    )
