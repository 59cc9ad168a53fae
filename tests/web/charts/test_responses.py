"""Charts over HTTP: kept a revision, one drawing under a storm, careful headers."""

from __future__ import annotations

import io

from PIL import Image

from service.web.charts.responses import GRACE_SECONDS
from tests.support.pages.figures import parsed
from tests.support.served.api import Api

PATH = "/charts/t2i/leaderboard.svg"


def voted(api: Api) -> None:
    api.made("/api/v1/arenas", slug="t2i", name="Texts to images")
    for slug in ("a", "b"):
        api.made("/api/v1/models", slug=slug, name=f"Model {slug}")
    more_votes(api)


def more_votes(api: Api) -> None:
    vote = {"model_left": "a", "model_right": "b", "outcome": "left", "themes": ["people"]}
    assert api.post("/api/v1/arenas/t2i/votes", {"votes": [vote] * 5}, "votes").is_success


def test_a_chart_has_its_type_its_policy_and_a_tag(sqlite_api: Api) -> None:
    voted(sqlite_api)
    answer = sqlite_api.get(PATH)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert parsed(answer.content).tag.endswith("svg")
    again = sqlite_api.client.get(PATH, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_chart_for_slides_is_a_png_of_twice_the_size(sqlite_api: Api) -> None:
    voted(sqlite_api)
    height = int(parsed(sqlite_api.get(PATH).content).attrib["height"])
    answer = sqlite_api.get(PATH.replace(".svg", ".png"), mode="dark")
    assert answer.headers["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (1440, 2 * height)


def test_a_chart_may_be_moments_old_and_no_older(sqlite_api: Api) -> None:
    voted(sqlite_api)
    first = sqlite_api.get(PATH).text
    more_votes(sqlite_api)
    # Under another address, as a page of the new revision names it, it is the same drawing.
    assert sqlite_api.get(PATH, revision=2).text == first
    assert GRACE_SECONDS <= 5


def test_modes_differ_and_others_are_refused(sqlite_api: Api) -> None:
    voted(sqlite_api)
    assert sqlite_api.get(PATH, mode="dark").text != sqlite_api.get(PATH).text
    assert sqlite_api.get(PATH, mode="sepia").status_code == 422


def test_what_is_not_there_has_no_chart(sqlite_api: Api) -> None:
    voted(sqlite_api)
    assert sqlite_api.get("/charts/nowhere/leaderboard.svg").status_code == 404
    assert sqlite_api.get(PATH, theme="nothing").status_code == 404
