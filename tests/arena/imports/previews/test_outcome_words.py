"""What words of other languages may mean."""

from service.arena.imports.previews.outcome_words import meanings


def test_words_are_found_in_any_case_and_spacing() -> None:
    assert meanings(["Links", "droite ", "EMPATE", "beide  schlecht", "2", "purple"]) == {
        "Links": "left",
        "droite ": "right",
        "EMPATE": "tie",
        "beide  schlecht": "both_bad",
        "2": "right",
        "purple": "",
    }
