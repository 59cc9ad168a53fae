"""The switch between languages: kept in a cookie, and back to the page that it was on."""

from __future__ import annotations

import pytest

from tests.support.pages.gallery import ARENA, Gallery
from tests.support.served.api import client_of

VOTE = f"/arenas/{ARENA}/vote"


def test_a_language_is_chosen_kept_and_left(gallery: Gallery) -> None:
    with client_of(gallery.url) as client:
        assert 'lang="es">Español</button>' in client.get("/me").text
        answer = client.post("/language", data={"language": "es", "to": VOTE})
        assert (answer.status_code, answer.headers["location"]) == (303, VOTE)
        assert "Mis votos" in client.get("/me").text
        client.post("/language", data={"language": "none", "to": "/"})
        assert "My votes" in client.get("/me").text


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil", "x", "/a b", "/a\nb"])
def test_it_leads_to_no_other_site(gallery: Gallery, to: str) -> None:
    with client_of(gallery.url) as client:
        assert client.post("/language", data={"language": "es", "to": to}).status_code == 422


def test_no_other_site_chooses(gallery: Gallery) -> None:
    with client_of(gallery.url, headers={"origin": "https://evil.example"}) as client:
        assert client.post("/language", data={"language": "es"}).status_code == 403
