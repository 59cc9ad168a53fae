"""Models side by side, one explained, what they cost, and how they changed."""

from __future__ import annotations

from tests.support.pages.board_pages import ARENA
from tests.support.served.api import Api
from tests.support.served.assistants import answer_of, refusal_of


async def test_a_comparison_says_what_is_decided(instance: Api) -> None:
    found = await answer_of(instance, "compare", models=["pastel", "aurora"])
    assert [one["model"] for one in found["models"]] == ["pastel", "aurora"]
    assert "pastel" in found["models"][1]["better_than"]
    assert "aurora" in found["models"][0]["worse_than"]
    assert "Aurora 2" in found["summary"]
    assert "is decided to be better than 漢字 Pastel" in found["summary"]
    (meeting,) = found["meetings"]
    assert {meeting["model_a"], meeting["model_b"]} == {"pastel", "aurora"}
    assert not found["meetings_source"]["fixed"]  # counts of direct votes are those of now
    close = await answer_of(instance, "compare", models=["aurora", "late"], theme=None)
    assert "not decided which is better" in close["summary"]


async def test_a_comparison_with_a_model_that_is_not_there(instance: Api) -> None:
    assert "there is no model 'nobody'" in await refusal_of(instance, "compare", models=["aurora", "nobody"])
    assert "models" in await refusal_of(instance, "compare", models=["aurora"])
    instance.made("/api/v1/models", slug="unseen", name="Unseen")
    assert "unseen has no votes" in await refusal_of(instance, "compare", models=["aurora", "unseen"])


async def test_a_model_explained(instance: Api) -> None:
    found = await answer_of(instance, "explain_model", model="inkwash")
    assert (found["organization"], found["commercial_use"]) == ("Lumière Works", "yes")
    assert any("cost" in fact["question"] for fact in found["facts"])
    (arena,) = found["arenas"]
    assert arena["standing"]["model"] == "inkwash"
    ratings = [one["rating"] for one in arena["strongest"]]
    assert ratings == sorted(ratings, reverse=True)
    assert max(one["rating"] for one in arena["weakest"]) <= min(ratings)
    assert arena["evidence"]["source"]["fixed"]
    assert "there is no model" in await refusal_of(instance, "explain_model", model="nobody")


async def test_prices_with_the_best_value(instance: Api) -> None:
    found = await answer_of(instance, "prices", theme="typography")
    assert [(one["model"], one["price"]) for one in found["models"]] == [
        ("inkwash", 0.01),
        ("pastel", 0.02),
        ("gouache", 0.04),
        ("aurora", None),  # in euros
    ]
    assert [one["model"] for one in found["models"] if one["best_value"]] == ["inkwash", "gouache"]
    assert "No price in US dollars: Aurora 2" in found["summary"]


async def test_the_history_of_a_model(instance: Api) -> None:
    found = await answer_of(instance, "history", model="aurora", days=2)
    days = instance.get(f"/api/v1/arenas/{ARENA}/history", model="aurora").json()["series"][0]["points"]
    assert [day["date"] for day in found["days"]] == [day["date"] for day in days[-2:]]
    assert f"on {days[-1]['date']}" in found["summary"]
    assert found["now"]["low"] < found["now"]["rating"]
    assert (
        "has no votes yet" in (await answer_of(instance, "history", model="late", language="ar"))["summary"]
    )
    assert "nobody" in await refusal_of(instance, "history", model="nobody")
