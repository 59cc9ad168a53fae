"""What tells two votes with one id apart."""

import pytest

from service.arena.recording.vote_contents import VoteContent, difference, stored
from service.db.queries.log.identified import NamedContent

FULL = VoteContent(1, 2, 1, ("animals", "people"), "en", "a cat", 7, 5, 1_700_000_000_000_000)
BARE = VoteContent(1, 2, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model_left": 3}, "other models"),
        ({"model_left": 2, "model_right": 1}, "its models on the other sides"),
        ({"outcome": 3}, "outcome left, not tie"),
        ({"themes": ("animals",)}, "other themes"),
        ({"language": "de"}, "another language"),
        ({"prompt": "a dog"}, "another prompt"),
        ({"prompt": None, "prompt_id": 8}, "another prompt_id"),
        ({"voter": 6}, "another voter"),
        ({"voted_at": 1}, "voted_at 2023-11-14T22:13:20.000000Z, not 1970-01-01T00:00:00.000001Z"),
        ({"outcome": 2, "voter": 6}, "outcome left, not right and another voter"),
    ],
)
def test_whatever_both_say_tells_them_apart(changes: dict[str, object], words: str) -> None:
    assert difference(FULL, FULL._replace(**changes)) == words  # type: ignore[arg-type]


def test_what_one_of_them_leaves_out_is_not_compared() -> None:
    assert difference(FULL, FULL) is None
    assert difference(FULL, BARE) is None
    assert difference(BARE, FULL) is None
    assert difference(FULL, FULL._replace(themes=["people", "animals"])) is None


def test_a_vote_of_the_log_has_its_texts() -> None:
    row = NamedContent("x", 9, 1, 2, 1, "animals;people", "en", "a cat", 7, 5, FULL.voted_at)
    assert difference(stored(row), FULL) is None
    assert stored(row) == FULL
    assert stored(row._replace(themes="")).themes == ()
