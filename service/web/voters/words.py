"""The words of the voting page's scripts, in the language of the page: they travel in it as JSON."""

from __future__ import annotations

from service.arena.votes.own import ENOUGH
from service.domain import clock
from service.domain.matchups import LOOK, MOST_SKIPS, MOST_UNDOS, UNDO
from service.web.pages.reveals import CHOICES, NEVER_TOLD, REASONS, TOLD_AFTER
from service.web.translation import N_, NN_, gettext, locale, ngettext
from service.web.voters import errors

PAUSE_EVERY = 50
PAUSE = N_("{count} votes! Take a short break to keep your eyes fresh.")
UNLOCKED = N_("Your own leaderboard")
UNLOCK = NN_(
    "{count} more vote to unlock your own leaderboard", "{count} more votes to unlock your own leaderboard"
)


def script_words() -> dict[str, object]:
    """Return what the scripts say, with the numbers that they need. Lists have the forms for one and many."""
    return {
        "decimal": locale().decimal,
        "look": LOOK * 1_000 // clock.SECOND,
        "pauseEvery": PAUSE_EVERY,
        "enough": ENOUGH,
        "choices": {
            **{outcome: gettext(text) for outcome, text in CHOICES.items()},
            "top": gettext("You chose the top image."),
            "bottom": gettext("You chose the bottom image."),
        },
        "sides": {
            "left": gettext("Left: {model}."),
            "right": gettext("Right: {model}."),
            "top": gettext("Top: {model}."),
            "bottom": gettext("Bottom: {model}."),
        },
        "by": gettext("{model} by {organization}"),
        "reasons": {reason: gettext(text) for reason, text in REASONS.items()},
        "excluded": gettext("It does not count."),
        "neverTold": gettext(NEVER_TOLD),
        "toldAfter": _forms(TOLD_AFTER),
        "rank": gettext("rank {rank}"),
        "rankChange": gettext("rank {before} → {after}"),
        "notRanked": gettext("not ranked yet"),
        "notRated": gettext("not rated yet"),
        "votes": _forms(NN_("vote", "votes")),
        "unlock": _forms(UNLOCK),
        "unlocked": gettext(UNLOCKED),
        "skipped": gettext("Skipped."),
        "unreadable": gettext("Skipped. You'll get no more prompts in this language."),
        "undone": gettext("Vote undone."),
        "pause": gettext(PAUSE),
        "reported": gettext("An image could not be shown. We reported that pair and skipped it."),
        "offline": gettext("Can't reach the server. You may be offline."),
        "noImages": gettext("Can't load the images. You may be offline."),
        "allBroken": gettext("Several images in a row could not be shown. Try again later."),
        "failed": gettext("Something went wrong (error {status}). Try again."),
        "cookies": gettext(errors.COOKIES),
        "errors": {code: gettext(text) for code, text in errors.CODES.items()},
        "nothing": {reason: errors.nothing(reason) for reason in errors.NOTHING},
        "skips": gettext(errors.SKIPS).format(count=MOST_SKIPS),
        "undos": gettext(errors.UNDOS).format(count=MOST_UNDOS),
        "tooLate": gettext(errors.TOO_LATE).format(count=UNDO // clock.SECOND // 60),
        "wait": _forms(errors.WAIT),
    }


def _forms(texts: tuple[str, str]) -> list[str]:
    return [ngettext(*texts, number) for number in (1, 2)]
