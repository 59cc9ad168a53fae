"""Prompts over HTTP."""

from __future__ import annotations

from tests.support.served.api import Api

PATH = "/api/v1/arenas/t2i/prompts"


def test_made_with_themes_and_language_as_people_write_them(api: Api) -> None:
    api.made("/api/v1/arenas", slug="t2i", name="T")
    answer = api.post(
        PATH, {"text": "Um gato", "language": "pt-br", "themes": ["Produce & Plants", "animals"]}
    )
    made = answer.json()
    assert answer.headers["Location"] == f"{PATH}/{made['id']}"
    assert (made["language"], made["themes"]) == ("pt-BR", ["animals", "produce-plants"])
    assert api.client.get(answer.headers["Location"]).json() == made
    bare = api.made(PATH, text="A cat")
    assert (bare["language"], bare["themes"], bare["source_image"]) == (None, [], None)
    assert api.get(PATH).json() == {"items": [made, bare], "next_cursor": None}


def test_the_same_prompt_is_a_conflict_that_names_the_first(api: Api) -> None:
    api.made("/api/v1/arenas", slug="t2i", name="T")
    first = api.made(PATH, text="A cat", language="en", themes=["animals"])
    again = api.post(PATH, {"text": "A cat", "language": "EN", "themes": ["Animals", "animals"]})
    assert again.status_code == 409
    assert f"number {first['id']}" in again.json()["detail"]
    others: list[dict[str, object]] = [
        {"language": "de"},
        {"themes": []},
        {"source_image": "https://x.example/a"},
        {"source_image": "cat.png"},
    ]
    for other in others:
        api.made(PATH, **({"text": "A cat", "language": "en", "themes": ["animals"]} | other))


def test_prompts_belong_to_their_arena(api: Api) -> None:
    for slug in ("t2i", "edit"):
        api.made("/api/v1/arenas", slug=slug, name=slug)
    mine = api.made(PATH, text="A cat")["id"]
    assert api.get(f"/api/v1/arenas/edit/prompts/{mine}").status_code == 404
    assert api.get("/api/v1/arenas/edit/prompts").json()["items"] == []
    assert api.post("/api/v1/arenas/nowhere/prompts", {"text": "A cat"}).status_code == 404
    assert api.get("/api/v1/arenas/nowhere/prompts").status_code == 404


def test_a_prompt_that_came_with_a_vote_is_listed_at_once(api: Api) -> None:
    api.made("/api/v1/arenas", slug="t2i", name="T")
    for slug in ("a", "b"):
        api.made("/api/v1/models", slug=slug, name=slug)
    assert api.get(PATH).json()["items"] == []
    vote = {"model_left": "a", "model_right": "b", "outcome": "left", "prompt": {"text": "A dog"}}
    assert api.post("/api/v1/arenas/t2i/votes", {"votes": [vote]}, scope="votes").status_code == 200
    assert [item["text"] for item in api.get(PATH).json()["items"]] == ["A dog"]


BAD_FIELDS: list[tuple[str, object]] = [
    ("text", ""),
    ("text", "a" * 10_001),
    ("text", "nul \0"),
    ("language", "English"),
    ("language", "nonsense"),
    ("themes", ["?!"]),
    ("themes", [f"t{i}" for i in range(17)]),
    ("themes", "people"),
    ("source_image", "file:///etc/passwd"),
    ("source_image", "/etc/passwd"),
    ("source_image", ""),
]


def test_a_bad_field_is_named(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="t2i", name="T")
    for field, value in BAD_FIELDS:
        answer = sqlite_api.post(PATH, {"text": "A cat"} | {field: value})
        assert answer.status_code == 422, (field, value)
        assert [error["field"] for error in answer.json()["errors"]] == [field]
