"""Flags in words: what a kind of flag means, and how sure its evidence is."""

from __future__ import annotations

from collections.abc import Mapping

from service.arena.integrity.flags import Flag
from service.web.exclusion_labels import kind_name

_MEANINGS = {
    "exposure": (
        "Matchups are dealt at random, so a model that turns up more often than it is dealt was waited for: "
        "somebody recognizes its images and leaves the other matchups."
    ),
    "targeting": (
        "The answers favor or harm one model more than the usual differences in taste. A fan of a style can "
        "look like this. Look whether the worse image won."
    ),
    "side": "The sides are a coin's, so taste cannot explain this. Somebody may answer without looking.",
    "constant": (
        "The sides are a coin's, so an honest voter cannot give the same answer for long. Long runs of ties "
        "can be a habit: look whether the images are alike."
    ),
    "repeats": (
        "The same two images got different answers, more often than a coin's. Somebody may answer at random."
    ),
    "times": "People differ in how long they take from one matchup to the next; programs often do not.",
    "cohort": (
        "The new voters of a day favor or harm one model, and that day's other voters do not. They may be "
        "one person with many cookies, or the readers of a post about the model."
    ),
    "gold": (
        "One image of a gold pair is clearly broken, so anyone who looks chooses the other one. See whether "
        "the pairs are as clear as that."
    ),
    "manual": "Somebody chose these votes by hand.",
}

_MOST = 1e9


def title_of(flag: Flag) -> str:
    """Return what a flag is about in a few words."""
    return kind_name(flag.kind).capitalize()


def meaning_of(flag: Flag) -> str:
    """Return what a kind of flag means, and what to look for in the votes; "" if nothing is known."""
    return _MEANINGS.get(flag.kind, "")


def certainty_of(flag: Flag) -> str:
    """Return how rarely chance alone goes as far as a flag's evidence, in a sentence; "" if it is not known.

    Evidence is what somebody has won who bets against honesty, so chance gets there once in as many cases.
    """
    wealth = flag.evidence.get("wealth")
    if not isinstance(wealth, (int, float)) or wealth <= 1:
        return ""
    odds = "a billion or more" if wealth >= _MOST else f"{wealth:,.0f}"
    return f"Of honest voters, at most one in {odds} ever looks like this."


def numbers_of(flag: Flag) -> Mapping[str, str]:
    """Return the numbers behind a flag, by their names in words."""
    hidden = {"sentence", "strong", "reopened", "wealth"}
    return {
        name.replace("_", " "): f"{value:g}" if isinstance(value, float) else str(value)
        for name, value in flag.evidence.items()
        if name not in hidden
    }
