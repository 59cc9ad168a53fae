from service.domain.limits import Limits


def test_the_sentence_names_what_would_help_most() -> None:
    assert Limits(0.3, 0.6, 0.1, 0.81, 0.88).sentence == (
        "More prompts would help most: 60 of the next 100 units of certainty."
    )
    assert Limits(0.64, 0.004, 0.356, 0.8, None).most == "votes"
    assert Limits(0.2, 0.2, 0.6, 0.8, None).sentence.startswith("More voters would help most: 60 of")
