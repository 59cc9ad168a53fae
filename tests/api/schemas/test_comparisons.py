"""A comparison as JSON, each model's numbers on its side."""

from __future__ import annotations

from service.api.schemas import comparisons as schemas
from service.api.schemas.comparisons import ComparisonOut
from service.arena.models.comparisons import build, read
from service.db.engine import WriteSession
from tests.support.images.model_images import show_every_vote
from tests.support.pages.model_pages import TODAY, golden
from tests.support.votes.ledgers import inside

MODELS = ("m1", "m0", "m3")


def compared(session: WriteSession) -> ComparisonOut:
    """Return the comparison of three models of the small arena."""
    show_every_vote(session, golden(session))
    return ComparisonOut.of(build(read(session, MODELS, TODAY)))


def test_every_field_is_always_there() -> None:
    for schema in (schemas.ComparisonOut, schemas.ComparedPairOut, schemas.ComparedPromptOut):
        assert all(field.is_required() for field in schema.model_fields.values())


def test_a_comparison_is_the_same_after_a_round_trip(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        out = compared(session)
        assert out.models == list(MODELS)
        assert ComparisonOut.model_validate_json(out.to_json()) == out

    inside(shared_url, work)


def test_numbers_stand_on_the_side_of_their_model(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        out = compared(session)
        pairs = {(pair.model_a, pair.model_b): pair for pair in out.arenas[0].pairs}
        assert [(pair.wins_a, pair.wins_b, pair.votes) for pair in pairs.values()] == [
            (0, 3, 3),
            (0, 0, 0),
            (1, 0, 1),
        ]
        assert pairs["m1", "m3"].win_rate_a is None
        assert pairs["m1", "m0"].win_probability_a < 0.5
        prompt = next(prompt for prompt in out.prompts if prompt.model_b == "m0")
        assert (prompt.model_a, prompt.wins_a, prompt.wins_b) == ("m1", 0, 1)
        assert prompt.image_a.image_url != prompt.image_b.image_url

    inside(shared_url, work)
