"""What somebody may have meant."""

from __future__ import annotations

import time

from service.arena.catalog import models, organizations
from service.arena.models.near_names import SHOWN, NearName, named_pages, near_names
from service.db.engine import WriteSession
from tests.support.pages.model_pages import golden
from tests.support.votes.ledgers import inside

PAGES = (
    NearName("/arenas/flux", "Flux"),
    NearName("/models/flux", "FLUX"),
    NearName("/models/flux-schnell", "FLUX.1 [schnell]"),
    NearName("/models/photon", "Photon"),
    NearName("/organizations/luma", "Luma AI"),
)


def test_the_nearest_comes_first_and_of_equals_the_kind_that_was_asked_for() -> None:
    assert [one.path for one in near_names("/models/fluxx", PAGES)] == ["/models/flux", "/arenas/flux"]
    assert [one.path for one in near_names("/arenas/fluxx", PAGES)] == ["/arenas/flux", "/models/flux"]


def test_names_count_as_slugs_do() -> None:
    assert near_names("/models/Flux1%5Bschnell", PAGES)[0].path == "/models/flux-schnell"
    assert near_names("/luma-ai", PAGES)[0].path == "/organizations/luma"


def test_nothing_is_suggested_for_what_is_like_nothing() -> None:
    for name in ("", "stable-diffusion", "x" * 5_000, "\N{FOX FACE}"):
        assert near_names(f"/models/{name}", PAGES) == ()


def test_only_a_few_and_quickly() -> None:
    many = [NearName(f"/models/model-{number}", f"Model {number}") for number in range(6_000)]
    started = time.process_time()
    assert len(near_names("/models/model-12345", many)) == SHOWN
    assert time.process_time() - started < 2


def test_what_has_a_page_and_is_in_use(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        organizations.create(session, "luma", {"name": "Luma AI"})
        models.create(session, "模型", {"name": "In another script"})
        models.retire(session, "m3")
        found = named_pages(session)
        assert NearName("/organizations/luma", "Luma AI") in found
        assert {"/arenas/t2i", "/models/m0", "/models/%E6%A8%A1%E5%9E%8B"} <= {one.path for one in found}
        assert "/models/m3" not in {one.path for one in found}

    inside(shared_url, work)
