"""The question for one's own board: an arena, and nothing else."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from service.api.schemas.voters import OwnBoardQuery


def test_an_arena_and_nothing_else() -> None:
    assert OwnBoardQuery.model_validate({"arena": "t2i"}).arena == "t2i"
    for wrong in ({}, {"arena": ""}, {"arena": "a\0"}, {"arena": "t2i", "voter": "1"}):
        with pytest.raises(ValidationError):
            OwnBoardQuery.model_validate(wrong)
