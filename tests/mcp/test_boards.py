"""Which leaderboard a question is about, and what is known of a model on it."""

from __future__ import annotations

import pytest
from mcp.server.mcpserver.exceptions import ToolError

from service.mcp.boards import about, axis_of, read_board, tag_of, usual_arena
from service.mcp.instance import Instance
from tests.support.pages.board_pages import ARENA
from tests.support.served.api import Api


@pytest.mark.parametrize(
    ("language", "tag"),
    [("Japanese", "ja"), ("ja", "ja"), ("Portuguese (Brazil)", "pt-BR"), ("français", "fr"), ("", None)],
)
def test_languages_by_tag_or_name(language: str, tag: str | None) -> None:
    assert tag_of(language) == tag
    assert axis_of("", language) == {"theme": None, "language": tag}


def test_axes_in_words() -> None:
    assert about("typography", "ja") == "typography in Japanese"
    assert (about(None, "ja"), about("food", None), about(None, None)) == ("Japanese", "food", "all prompts")


async def test_without_an_arena_it_is_the_usual_one(instance: Api) -> None:
    async with Instance(instance.base).open() as reader:
        assert await usual_arena(reader) == ARENA
        board = await read_board(reader, None)
        assert board.name == f"all prompts (arena {ARENA})"
        late = board.of("late")
        assert late is not None
        assert (late.rank, late.votes) == (None, 1)
        assert board.of("nobody") is None
        with pytest.raises(ToolError, match="Its themes are"):
            await read_board(reader, ARENA, "typography", "zz")
