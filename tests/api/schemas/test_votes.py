"""The shapes of votes: what a body may say, and where themes and language may stand."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from service.api.schemas.votes import VoteIn
from service.arena.votes.votes import Reported

PAIR = {"model_left": "anna", "model_right": "ben", "outcome": "tie"}


def reported(**fields: object) -> Reported:
    return VoteIn.model_validate({**PAIR, **fields}).reported()


def test_what_is_left_out_is_none() -> None:
    assert reported() == Reported("anna", "ben", "tie")


def test_a_prompts_themes_and_language_are_the_votes() -> None:
    prompt = {"text": "a cube", "language": "en", "themes": ["objects"]}
    found = reported(prompt=prompt)
    assert (found.prompt_text, found.language, found.themes) == ("a cube", "en", ["objects"])


def test_a_vote_completes_its_prompt() -> None:
    found = reported(prompt={"text": "a cube", "language": "en"}, themes=["objects"], language="en")
    assert (found.prompt_text, found.language, found.themes) == ("a cube", "en", ["objects"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"prompt": {"text": "a"}, "prompt_id": 3}, "not both"),
        ({"prompt": {"text": "a", "themes": ["x"]}, "themes": ["y"]}, "themes and prompt.themes"),
        ({"prompt": {"text": "a", "language": "en"}, "language": "de"}, "language and prompt.language"),
    ],
)
def test_what_contradicts_itself_is_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        reported(**fields)
