"""What a vote with an external id says, and whether another one with the same id says the same.

Both votes that arrive over HTTP and rows of files are compared here. The content of a vote is its models,
each on its side, its outcome, themes, language, prompt, voter and time. What one of the two leaves out is not
compared: nobody can say that it differs. Whether the vote in the log is void makes no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from service.db.queries.log.identified import NamedContent
from service.domain import clock
from service.domain.votes import outcome_label


class VoteContent(NamedTuple):
    """What a vote says; models by any number that is the same for both votes. Empty or None is left out.

    ``ranking`` is anything that is equal for equal rankings.
    """

    model_left: int
    model_right: int
    outcome: int
    themes: Sequence[str] = ()
    language: str = ""
    prompt: str | None = None
    prompt_id: int | None = None
    voter: int | None = None
    voted_at: int | None = None
    ranking: object = None


def stored(row: NamedContent, ranking: object = None) -> VoteContent:
    """Return the content of a vote in the log."""
    themes = tuple(row.themes.split(";")) if row.themes else ()
    return VoteContent(
        row.model_left,
        row.model_right,
        row.outcome,
        themes,
        row.language,
        row.prompt,
        row.prompt_id,
        row.voter,
        row.voted_at,
        ranking,
    )


def difference(known: VoteContent, new: VoteContent) -> str | None:
    """Return how the contents differ, in words that follow the known vote's name; None if they do not."""
    parts = [
        *_models(known, new),
        *_outcome(known, new),
        *(
            f"another {name}"
            for name in ("language", "prompt", "prompt_id", "voter", "ranking")
            if _differ(getattr(known, name), getattr(new, name))
        ),
        *(["other themes"] if _differ(sorted(known.themes), sorted(new.themes)) else []),
        *_time(known, new),
    ]
    return " and ".join(dict.fromkeys(parts)) or None


def _models(known: VoteContent, new: VoteContent) -> list[str]:
    if known[:2] == new[:2]:
        return []
    return ["its models on the other sides" if known[:2] == new[1::-1] else "other models"]


def _outcome(known: VoteContent, new: VoteContent) -> list[str]:
    if known.outcome == new.outcome:
        return []
    return [f"outcome {outcome_label(known.outcome)}, not {outcome_label(new.outcome)}"]


def _time(known: VoteContent, new: VoteContent) -> list[str]:
    if known.voted_at is None or new.voted_at is None or known.voted_at == new.voted_at:
        return []
    return [f"voted_at {clock.to_text(known.voted_at)}, not {clock.to_text(new.voted_at)}"]


def _differ(known: object, new: object) -> bool:
    """Return whether both are there and are not equal."""
    return bool(known) and bool(new) and known != new
